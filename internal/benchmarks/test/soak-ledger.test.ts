import { describe, expect, it } from "vitest";
import { fingerprintOf, itemOf, leaderOf, type Stream } from "../src/soak/items.ts";
import { Ledger } from "../src/soak/ledger.ts";
import type { ConsumerReport, ServerEnd } from "../src/soak/reports.ts";
import type { Setup } from "../src/soak/setups.ts";

// The soak is green only if its count would have noticed. Each case is a consumer or a server with one fault.

const numbers = [1, 2, 3, 4, 5, 6, 7, 8];

/** A stream whose first numbers are events with IDs of their own. */
const stream: Stream = (() => {
  for (let seed = 1; ; seed++) {
    const one = { seed, consumer: 0, repeatsIds: false };
    if (numbers.every((number) => leaderOf(one, number) === number && itemOf(one, number).kind === "event")) return one;
  }
})();

const contentOf = (number: number): number => fingerprintOf(itemOf(stream, number));

/** What the consumer and the server do, step by step, and what the ledger makes of it. */
class Scene {
  readonly violations: string[] = [];
  readonly ledger: Ledger;

  constructor(setup: Partial<Setup> = {}) {
    this.ledger = new Ledger({ client: "fetch", process: "calm", ...setup }, stream, (text) => this.violations.push(text));
    for (const number of numbers)
      this.ledger.hear({ about: "item", number, kind: itemOf(stream, number).kind, fingerprint: contentOf(number) });
  }

  /** The consumer makes an attempt, which the server answers from a number on. */
  attempt(attempt: number, position: number, { from = position + 1, time = attempt * 1_000, life = 1 } = {}): this {
    return this.see(["attempt", attempt, life]).hear({ about: "request", attempt, position, from, time });
  }

  events(...all: number[]): this {
    return this.see(...all.map((number): ConsumerReport => ["event", number, contentOf(number)]));
  }

  /** An attempt ends, for the consumer with a code and for the server like this. */
  end(attempt: number, code: string, how: Partial<ServerEnd>): this {
    return this.see(["end", code]).hear({ about: "end", attempt, how: { what: "its end", kind: "drop", silence: 0, ...how } });
  }

  drop(attempt: number): this {
    return this.end(attempt, "ERR_SSE_DISCONNECTED", { kind: "drop" });
  }

  see(...reports: ConsumerReport[]): this {
    for (const report of reports) this.ledger.see(report);
    return this;
  }

  hear(report: Parameters<Ledger["hear"]>[0]): this {
    this.ledger.hear(report);
    return this;
  }
}

describe("the ledger accepts", () => {
  it("every number once, over several connections", () => {
    const scene = new Scene().attempt(1, 0).events(1, 2, 3).drop(1).attempt(2, 3).events(4, 5, 6, 7, 8).see(["done"]);
    scene.ledger.close();
    expect(scene.violations).toEqual([]);
    expect(scene.ledger).toMatchObject({ delivered: 8, issued: 8, unseen: 0, repeated: 0, attempts: 2, isDone: true });
  });

  it("what the server sends again, without dedupe", () => {
    const scene = new Scene().attempt(1, 0).events(1, 2, 3).drop(1).attempt(2, 3, { from: 2 }).events(2, 3, 4);
    expect(scene.violations).toEqual([]);
    expect(scene.ledger.repeated).toBe(2);
  });

  it("a consumer's word before the server's", () => {
    const scene = new Scene().see(["attempt", 1, 1]).events(1, 2);
    expect(scene.ledger.delivered).toBe(0);
    scene.hear({ about: "request", attempt: 1, position: 0, from: 1, time: 0 });
    expect(scene.violations).toEqual([]);
    expect(scene.ledger.delivered).toBe(2);
  });

  it("a new source that resumes from its store, up to one event back", () => {
    const scene = new Scene({ store: true, dedupe: true }).attempt(1, 0).events(1, 2, 3).attempt(2, 2, { life: 2 }).events(3, 4);
    expect(scene.violations).toEqual([]);
  });
});

describe("the ledger notices", () => {
  const dedupe = { dedupe: true };
  const resumed = (setup: Partial<Setup> = {}) => new Scene(setup).attempt(1, 0).events(1, 2, 3).drop(1);

  it.each<[string, Scene, RegExp]>([
    ["a number that is passed over", new Scene().attempt(1, 0).events(1, 3), /expected 2, got 3/],
    ["a number twice", new Scene().attempt(1, 0).events(1, 1), /expected 2, got 1/],
    ["a number twice with dedupe", resumed(dedupe).attempt(2, 3, { from: 3 }).events(3), /expected 4, got 3/],
    ["a number that dedupe drops although it's new", resumed(dedupe).attempt(2, 3, { from: 3 }).events(5), /expected 4, got 5/],
    ["another content", new Scene().attempt(1, 0).see(["event", 1, contentOf(2)]), /isn't what was sent/],
    ["a request that resumes too far on", resumed().attempt(2, 4), /expected to resume after 3 to 3, got 4/],
    ["a request that resumes too far back", resumed().attempt(2, 2), /expected to resume after 3 to 3, got 2/],
    ["a position that a replay took back", resumed(dedupe).attempt(2, 3, { from: 1 }).drop(2).attempt(3, 1), /3 to 3, got 1/],
    [
      "a request that passes over an event in work",
      new Scene({ manual: true }).attempt(1, 0).events(1, 2, 3).see(["ack", 1], ["ack", 3]).attempt(2, 3),
      /expected to resume after 1 to 1, got 3/,
    ],
    [
      "a store that is behind by more than one event",
      new Scene({ store: true }).attempt(1, 0).events(1, 2, 3).attempt(2, 1, { life: 2 }),
      /expected to resume after 2 to 3, got 1/,
    ],
    ["a drop that was taken for an end", new Scene().attempt(1, 0).end(1, "", { kind: "drop" }), /saw a clean end/],
    ["an end that was taken for a drop", new Scene().attempt(1, 0).end(1, "ERR_SSE_DISCONNECTED", { kind: "quiet" }), /saw a drop/],
    ["an idle timeout while data came", new Scene().attempt(1, 0).end(1, "ERR_SSE_IDLE_TIMEOUT", { silence: 300 }), /300 ms at most/],
    ["an error of another kind", new Scene().attempt(1, 0).end(1, "TypeError: x", {}), /ended with TypeError/],
    [
      "a request before the time that Retry-After asked for",
      new Scene()
        .attempt(1, 0)
        .end(1, "ERR_SSE_STATUS", { kind: "refusal", retryAfter: { wait: 1_000, sent: 1_500 } })
        .attempt(2, 0, { time: 2_400 }),
      /came 900 ms after a refusal/,
    ],
    ["a wait that is too long", new Scene().see(["wait", 100_000]), /it waits 100000 ms/],
    ["a comment after the event that follows it", new Scene().attempt(1, 0).events(1, 2).see(["comment", 2]), /the comment before 2/],
    ["a comment before the event that precedes it", new Scene().attempt(1, 0).events(1).see(["comment", 3]), /the comment before 3/],
    ["an attempt that was sent twice", new Scene().attempt(1, 0).attempt(1, 0), /was sent twice/],
    ["what a process finds out itself", new Scene().see(["fault", "two positions were saved at a time"]), /two positions/],
  ])("%s", (_, { violations }, message) => {
    expect(violations).toEqual([expect.stringMatching(message)]);
  });

  it("numbers out of order", () => {
    const { violations } = new Scene().attempt(1, 0).events(1, 3, 2);
    expect(violations).toEqual(["attempt 1: expected 2, got 3", "attempt 1: expected 4, got 2"]);
  });

  it("numbers that never arrive, and an end that never comes", () => {
    const { ledger, violations } = new Scene().attempt(1, 0).events(1, 2);
    ledger.close();
    expect(ledger.unseen).toBe(6);
    expect(violations).toEqual([expect.stringMatching(/didn't come to its end/)]);
  });

  it("numbers that were never issued", () => {
    const { ledger, violations } = new Scene().attempt(1, 0).see(["event", 9, 0], ["done"]);
    ledger.close();
    expect(violations[0]).toMatch(/2 reports, from event,9,0 on/);
  });
});
