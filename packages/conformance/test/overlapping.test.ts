import { ReferenceDecoder } from "@sse/reference";
import { describe, expect, it } from "vitest";
import type { Case, CaseContext } from "../src/case.ts";
import { openSession } from "../src/session.ts";
import { turn } from "../src/turn.ts";
import { Turnstile } from "../src/turnstile.ts";
import { subjectOf } from "./wrong/decoders/subject.ts";

const decoder = subjectOf("decoder", ReferenceDecoder);

const caseOf = (name: string, run: (context: CaseContext) => Promise<void> | void, more: Partial<Case> = {}): Case => ({
  id: `closing/${name}`,
  title: name,
  category: "closing",
  level: "must",
  spec: "https://example.test/#spec",
  needs: [],
  run,
  ...more,
});

/** Runs the cases at the same time and returns their verdicts, each failure with its message. */
async function verdictsOf(cases: readonly Case[], options = {}): Promise<string[]> {
  const session = openSession(decoder, options);
  const results = await Promise.all(cases.map((one) => session.run(one)));
  return results.map(({ verdict, failure }) => (failure ? `${verdict}: ${failure.message}` : verdict));
}

/** A case that another one waits for, and the one that waits. */
function pair(first: () => void): [Case, Case] {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return [
    caseOf("first", async () => {
      first();
      await turn();
      release();
    }),
    caseOf("second", () => released),
  ];
}

describe("cases that run at the same time", () => {
  it("overlap", async () => {
    let inside = 0;
    let most = 0;
    const one = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await turn();
      inside--;
    };
    await verdictsOf(["a", "b", "c"].map((name) => caseOf(name, one)));
    expect(most).toBe(3);
  });

  it("are put aside for one that must be alone", async () => {
    const log: string[] = [];
    const logging = (name: string, alone: boolean): Case =>
      caseOf(
        name,
        async () => {
          log.push(`${name} begins`);
          await turn();
          log.push(`${name} ends`);
        },
        { alone },
      );
    await verdictsOf([logging("a", false), logging("alone", true), logging("b", false)]);
    expect(log).toEqual(["a begins", "a ends", "alone begins", "alone ends", "b begins", "b ends"]);
  });

  it("fail only if they fail alone as well", async () => {
    let runs = 0;
    const once = caseOf("once", () => {
      if (++runs === 1) throw new Error("the process is busy");
    });
    const other = caseOf("other", () => {});
    expect(await verdictsOf([once, other])).toEqual(["pass", "pass"]);
    const always = caseOf("always", (t) => t.ok(false, "it works"));
    expect(await verdictsOf([always, other])).toEqual(["fail: it works", "pass"]);
  });

  it("run once, once five failures have come again", async () => {
    let runs = 0;
    const failing = Array.from({ length: 40 }, (_, i) =>
      caseOf(`failing-${i}`, (t) => {
        runs++;
        t.ok(false, "it works");
      }),
    );
    expect(new Set(await verdictsOf(failing))).toEqual(new Set(["fail: it works"]));
    expect(runs).toBe(40 + 5);
  });

  it("are told apart by an error that nothing catches", async () => {
    const cases = pair(() => void Promise.reject(new Error("left alone")));
    expect(await verdictsOf(cases)).toEqual(["fail: An error that nothing catches: Unexpected Error: left alone", "pass"]);
  });

  it("do not lose an error that nothing catches and that does not come again", async () => {
    let rejections = 0;
    const cases = pair(() => {
      if (++rejections === 1) void Promise.reject(new Error("left alone"));
    });
    const verdicts = await verdictsOf(cases);
    expect(verdicts.filter((verdict) => verdict.startsWith("fail: An error that nothing catches, while several cases ran."))).toHaveLength(
      1,
    );
    expect(verdicts).toContain("pass");
  });
});

describe("a turnstile", () => {
  it("lets nobody overtake whoever waits to be alone", async () => {
    const turnstile = new Turnstile();
    const log: string[] = [];
    const enter = async (name: string, alone: boolean): Promise<() => void> => {
      const leave = await turnstile.enter(alone);
      log.push(name);
      return leave;
    };
    const leaveFirst = await enter("first", false);
    const alone = enter("alone", true);
    const last = enter("last", false);
    await turn();
    expect(log).toEqual(["first"]);
    leaveFirst();
    const leaveAlone = await alone;
    await turn();
    expect(log).toEqual(["first", "alone"]);
    leaveAlone();
    (await last)();
    expect(log).toEqual(["first", "alone", "last"]);
  });
});
