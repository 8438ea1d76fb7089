import { ReferenceDecoder } from "@sse/reference";
import { afterEach, describe, expect, it } from "vitest";
import type { Case, CaseContext } from "../src/case.ts";
import type { Host } from "../src/host/host.ts";
import type { CaseResult } from "../src/report.ts";
import { runConformance } from "../src/run.ts";
import { openSession, type Session } from "../src/session.ts";
import type { Connection, Subject } from "../src/subject.ts";
import { subjectOf } from "./wrong/decoders/subject.ts";

const decoder = subjectOf("decoder", ReferenceDecoder);

const caseOf = (run: (context: CaseContext) => Promise<void> | void, more: Partial<Case> = {}): Case => ({
  id: "closing/test",
  title: "A case of a test",
  category: "closing",
  level: "must",
  spec: "https://example.test/#spec",
  needs: [],
  run,
  ...more,
});

let session: Session | undefined;

function verdictOn(subject: Subject, one: Case): Promise<CaseResult> {
  session ??= openSession(subject, { confirmFailures: false });
  return session.run(one);
}

afterEach(async () => {
  await session?.close();
  session = undefined;
});

describe("a case", () => {
  it("passes if it returns", async () => {
    expect(
      await verdictOn(
        decoder,
        caseOf(() => {}),
      ),
    ).toMatchObject({ verdict: "pass", id: "closing/test" });
  });

  it("fails if it throws, and the check's evidence is in the report", async () => {
    const { verdict, failure } = await verdictOn(
      decoder,
      caseOf((t) => t.equal({ a: 1 }, { a: 2 }, "the objects")),
    );
    expect({ verdict, failure }).toEqual({ verdict: "fail", failure: { message: "the objects", expected: '{"a":2}', got: '{"a":1}' } });
  });

  it("fails at its limit if it hangs, and the next one runs", async () => {
    const hanging = await verdictOn(
      decoder,
      caseOf(() => new Promise(() => {}), { limit: 20 }),
    );
    expect(hanging).toMatchObject({ verdict: "fail", failure: { message: "The case was not over after its limit of 20 ms" } });
    expect(
      await verdictOn(
        decoder,
        caseOf(() => {}),
      ),
    ).toMatchObject({ verdict: "pass" });
  });

  it("fails if a rejection is left that nobody catches", async () => {
    const leaving = caseOf(() => {
      void Promise.reject(new Error("left alone"));
    });
    expect(await verdictOn(decoder, leaving)).toMatchObject({
      verdict: "fail",
      failure: { message: "An error that nothing catches: Unexpected Error: left alone" },
    });
    expect(
      await verdictOn(
        decoder,
        caseOf(() => {}),
      ),
    ).toMatchObject({ verdict: "pass" });
  });

  it("fails if something throws outside of every promise", async () => {
    const throwing = caseOf(async () => {
      setTimeout(() => {
        throw new Error("out of the blue");
      });
      await new Promise((resolve) => setTimeout(resolve, 5));
    });
    expect(await verdictOn(decoder, throwing)).toMatchObject({
      verdict: "fail",
      failure: { message: expect.stringContaining("out of the blue") },
    });
  });

  it("leaves the process's own listeners as they were", async () => {
    const before = process.listeners("unhandledRejection");
    await verdictOn(
      decoder,
      caseOf(() => expect(process.listeners("unhandledRejection")).not.toEqual(before)),
    );
    expect(process.listeners("unhandledRejection")).toEqual(before);
  });

  it("is over though the subject's close never is", async () => {
    let closed = false;
    const connection: Connection = {
      close() {
        closed = true;
        return new Promise(() => {});
      },
      async *[Symbol.asyncIterator]() {},
    };
    const subject: Subject = { name: "deaf", version: "0", capabilities: [], connect: async () => connection };
    const result = await verdictOn(
      subject,
      caseOf(async (t) => void (await t.connect("http://127.0.0.1")), { needs: ["connect"] }),
    );
    expect({ closed, verdict: result.verdict }).toEqual({ closed: true, verdict: "pass" });
  });

  it("closes a connection that comes too late", async () => {
    let close = (): void => {};
    const closing = new Promise<void>((resolve) => {
      close = resolve;
    });
    let connected = (_: Connection): void => {};
    const connect = () => new Promise<Connection>((resolve) => (connected = resolve));
    const subject: Subject = { name: "late", version: "0", capabilities: [], connect };
    const result = await verdictOn(
      subject,
      caseOf(async (t) => void (await t.connect("http://127.0.0.1")), { needs: ["connect"], limit: 20 }),
    );
    expect(result.verdict).toBe("fail");
    connected({ close, async *[Symbol.asyncIterator]() {} });
    await closing;
  });

  it("fails with the sentence of what it waits for, before its limit", async () => {
    const waiting = caseOf((t) => t.within(new Promise<void>(() => {}), "the server sees the socket close"), { limit: 300 });
    expect(await verdictOn(decoder, waiting)).toMatchObject({ verdict: "fail", failure: { message: "the server sees the socket close" } });
  });

  it("is not claimed without its capabilities, and says which", async () => {
    const result = await verdictOn(
      decoder,
      caseOf(() => {}, { needs: ["connect", "signal", "decode"] }),
    );
    expect(result).toMatchObject({ verdict: "not claimed", reason: "needs connect, signal", duration: 0 });
  });

  it.each([
    [{ capabilities: ["evnt-type"] }, 'decoder: there is no capability "evnt-type" to declare; expected some of event-type, '],
    [
      { policies: { redirect: "followed" } },
      'decoder: there is no policy "redirect" to declare; expected some of redirects, compression, ',
    ],
    [{ policies: { redirects: "follow" } }, 'decoder: there is no choice "follow" of the policy redirects; expected followed or refused'],
  ])("never gets a subject that declares %j, whose cases would silently be left out", (declared, message) => {
    const subject: object = Object.assign({}, decoder, { name: "decoder" }, declared);
    expect(() => openSession(subject as Subject)).toThrow(TypeError);
    expect(() => openSession(subject as Subject)).toThrow(message);
  });

  it("is not claimed without its policy, or with another", async () => {
    const following = caseOf(() => {}, { level: "policy", policy: { redirects: "followed" } });
    const verdictWith = (policies: Subject["policies"]) => openSession({ ...decoder, ...(policies && { policies }) }).run(following);
    expect(await verdictWith(undefined)).toMatchObject({ verdict: "not claimed", reason: "no policy declared for redirects" });
    expect(await verdictWith({ redirects: "refused" })).toMatchObject({
      verdict: "not claimed",
      reason: "declares the policy redirects: refused",
    });
    expect(await verdictWith({ redirects: "followed" })).toMatchObject({ verdict: "pass" });
  });

  it("runs without a declaration if the choice is presumed, and not with another", async () => {
    const throwing = caseOf(() => {}, { policy: { brokenStreams: "throw" } });
    expect(await verdictOn(decoder, throwing)).toMatchObject({ verdict: "pass" });
    const ending = openSession({ ...decoder, policies: { brokenStreams: "end" } });
    expect(await ending.run(throwing)).toMatchObject({ verdict: "not claimed" });
  });

  it("may find that it cannot run", async () => {
    const result = await verdictOn(
      decoder,
      caseOf((t) => t.notRun("no garbage collector at hand")),
    );
    expect(result).toMatchObject({ verdict: "not run", reason: "no garbage collector at hand" });
  });

  it("runs its cleanups, the last first, though it failed", async () => {
    const order: number[] = [];
    await verdictOn(
      decoder,
      caseOf((t) => {
        t.cleanup(() => order.push(1));
        t.cleanup(() => order.push(2));
        throw new Error("failed");
      }),
    );
    expect(order).toEqual([2, 1]);
  });
});

describe("a run", () => {
  it("reports what it did not get to as not run", async () => {
    const stop = new AbortController();
    const { results } = await runConformance(decoder, {
      ids: ["decoding/bom-*"],
      jobs: 1,
      signal: stop.signal,
      onResult: () => stop.abort(),
    });
    expect(results.map(({ verdict }) => verdict).slice(0, 3)).toEqual(["pass", "not run", "not run"]);
  });

  it("reports what needs a server that doesn't start as not run", async () => {
    const host: Host = { name: "a test", startServer: () => Promise.reject(new Error("no port is free")) };
    const subject: Subject = { name: "client", version: "0", capabilities: [], connect: () => Promise.reject(new Error("unused")) };
    const { results } = await runConformance(subject, { host, ids: ["response/one-write"] });
    expect(results).toMatchObject([{ verdict: "not run", reason: expect.stringContaining("no port is free") }]);
  });

  it("refuses a selection of nothing", async () => {
    await expect(runConformance(decoder, { ids: ["decoding/bom-is-striped"] })).rejects.toThrow(
      'There is no case "decoding/bom-is-striped"',
    );
  });

  it.each([
    [{ ids: [] }, "ids: expected at least one case, got none"],
    [{ categories: [] }, "got none of the categories []"],
    [{ categories: ["limits"], levels: ["policy"] }, "got none of the categories [limits] and the levels [policy]"],
    [{ jobs: 0 }, "jobs: expected a whole number from 1, got 0"],
  ] as const)("refuses %j, which would run nothing", async (options, message) => {
    await expect(runConformance(decoder, options)).rejects.toThrow(message);
  });

  it("names the first cut that differs, with its chunks", async () => {
    const wrong = class extends ReferenceDecoder {
      override decode(chunk: Uint8Array) {
        return chunk.length === 3 ? [] : super.decode(chunk);
      }
    };
    const { results } = await runConformance(subjectOf("cut", wrong), { ids: ["decoding/no-space"] });
    expect(results[0]?.failure).toMatchObject({
      message: "The space after the colon is optional (in pieces of 3 bytes)",
      bytes: '"dat" "a:a" "\\n\\n"',
    });
  });
});
