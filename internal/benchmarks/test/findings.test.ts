import { describe, expect, test } from "vitest";
import { ours } from "../src/clients/ours.ts";
import { peers, secondWays } from "../src/clients/peers.ts";
import type { DecodingResult } from "../src/decoding.ts";
import { ways } from "../src/iteration.ts";
import type { Findings } from "../src/section.ts";
import { presentDecoding } from "../src/sections/decoding.ts";
import { presentEndToEnd } from "../src/sections/end-to-end.ts";
import { presentFirstEvent } from "../src/sections/first-event.ts";
import { presentGrowth } from "../src/sections/growth.ts";
import { presentIdle } from "../src/sections/idle.ts";
import { presentIteration } from "../src/sections/iteration.ts";
import { presentMemory } from "../src/sections/memory.ts";
import { presentRuntimes } from "../src/sections/runtimes.ts";
import { presentStartUp } from "../src/sections/start-up.ts";
import { imports } from "../src/start-up.ts";
import { type Turn, Turns } from "../src/turns.ts";

// Figures made up so that the finding is known; each section must find it.

const rounds = (time: number) => ({ median: time, rounds: [time, time, time] });
const timings = { sse: rounds(2), "eventsource-parser": rounds(3), limit: rounds(1) };
const decoded = (["protocol", "stress"] as const).map((kind, index): DecodingResult => {
  return { workload: `w${index}`, title: `workload ${index}`, kind, heldOut: true, bytes: 1_000_000, events: 10, timings };
});

/** Turns of which each took so many milliseconds in every round, and twice that of the processors. */
async function turnsOf(times: Record<string, number>): Promise<Turns> {
  const turns = new Turns();
  const all = Object.entries(times).map(([id, time]): Turn => ({ id, run: async () => ({ time, work: 2 * time }) }));
  for (let round = 0; round < 3; round++) await turns.round(all);
  return turns;
}

const each = (ids: readonly string[], time: number): Record<string, number> => Object.fromEntries(ids.map((id) => [id, time]));
const own = Object.keys(ours);

const endToEnd = await turnsOf({
  ...each(
    own.flatMap((id) => [id, `${id}, batches`, `${id}, named`, `${id}, batches, named`]),
    40,
  ),
  ...each(
    [...Object.keys(peers), ...Object.keys(secondWays)].flatMap((id) => [id, `${id}, named`]),
    80,
  ),
  ...each(
    own.flatMap((id) => [`${id}: its client alone`, `${id}: its decoding alone`]),
    15,
  ),
  ...each(
    own.map((id) => `${id}: a bare loop`),
    10,
  ),
});
const firstEvent = await turnsOf({
  ...each([...own, ...Object.keys(peers)], 0.6),
  ...each(
    own.map((id) => `${id.replace("@sse/", "")} alone`),
    0.3,
  ),
});

const found: Record<string, { findings: Findings; says: string[] }> = {
  decoding: {
    findings: presentDecoding({ together: decoded, apart: decoded.slice(0, 1), withoutNative: "cargo isn't at hand" }),
    says: [
      "| workload 0 * | 500 | 333 | 1.5 (1.5 to 1.5) | 1.5 (1.5 to 1.5) | 0.5 (0.5 to 0.5) |",
      "| workload 1 * | 500 | 333 | 1.5 (1.5 to 1.5) | 0.5 (0.5 to 0.5) |",
      "Rust's `sse-core` isn't in the tables: cargo isn't at hand.",
      "Each in a process of its own: 1.5 times as fast on average, 1.5 at least, and 0.5 times as fast as the reference line.",
    ],
  },
  runtimes: {
    findings: presentRuntimes([
      { runtime: "Node 24", version: "v24.0.0", results: decoded },
      { runtime: "Bun", results: [] },
    ]),
    says: ["Not at hand: Bun.", "| workload | Node 24 |", "| **geometric mean, public protocols** | **1.50** |"],
  },
  growth: {
    findings: presentGrowth(
      [{ id: "@sse/core", points: [1, 2, 4].map((mebibytes) => ({ mebibytes, time: 3 * mebibytes, held: mebibytes * 2 ** 20 })) }],
      [{ id: "@sse/undici", points: [1, 10, 100].map((streams) => ({ streams, time: 500, heap: 10_240 })) }],
      1000,
    ),
    says: [
      "| 4 | 12 | 3 | 1 |",
      "| 10 | 500 | 10 |",
      "Time grows with the size of the line by the power of: @sse/core 1.00 (off by 0 %)",
      "Time an event grows with the number of streams by the power of: @sse/undici 0.00 (off by 0 %)",
    ],
  },
  iteration: {
    findings: presentIteration([
      {
        perChunk: 64,
        events: 1000,
        timings: Object.fromEntries(Object.keys(ways).map((way) => [way, rounds(way === "decoding" ? 1 : 1.05)])),
      },
    ]),
    says: ["| a callback | 50 (50 to 50) |", "| decoding itself | 1,000 |"],
  },
  "end to end": {
    findings: presentEndToEnd(endToEnd, 1000),
    says: [
      "| @sse/undici | 40 | 2 (2 to 2) | 2 (2 to 2) | 40 | 2 (2 to 2) |",
      "| @sse/undici, batches | 40 | 2 (2 to 2) |",
      "| @sse/undici | 15 | 15 | 10 | 40 | 1 | 1 (1 to 1) | 1 (1 to 1) |",
    ],
  },
  "first event": {
    findings: presentFirstEvent(firstEvent, 10),
    says: ["| @sse/undici | 0.6 | 2 (2 to 2) |", "| @sse/undici | 2 (2 to 2) |"],
  },
  idle: {
    findings: presentIdle([
      { client: "a", use: "alone", rounds: [{ heap: 10_240, rss: 20_480 }] },
      { client: "a", use: "closable", rounds: [{ heap: 11_264, rss: 20_480 }] },
      { client: "a", use: "source", rounds: [{ heap: 12_800, rss: 30_720 }] },
      { client: "b", use: "source", rounds: [{ heap: 30_720, rss: 40_960 }] },
    ]),
    says: ["| a | 10 | 11 | 12.5 | 1.5 | 20 | 30 |", "| b | 30 | 40 |"],
  },
  memory: {
    findings: presentMemory(
      (["client", "source"] as const).map((user, more) => ({
        client: "a",
        user,
        points: [100, 1000].map((streams) => ({
          streams,
          idle: { heap: 10_240 + more * 1024, rss: 20_480 },
          afterBurst: { heap: 10_240 + more * 2048, rss: 30_720 },
        })),
      })),
    ),
    says: ["| adapter | 100 streams | 1,000 streams |", "| a | 10 + 1; 20 | 10 + 1; 20 |", "| a | 10 + 2; 30 | 10 + 2; 30 |"],
  },
  "start-up": {
    findings: presentStartUp(imports.map((one) => ({ import: one, times: [1, 2, 3], size: one.kind === "client" ? undefined : 2048 }))),
    says: ["| @sse/core | 2 (1.5 to 2.5) | 2.00 |", "| ky itself | 2 (1.5 to 2.5) | – |"],
  },
};

describe.each(Object.entries(found))("%s", (_, { findings, says }) => {
  test("finds what the figures say", () => {
    for (const line of says) expect(findings.text).toContain(line);
    expect(findings.text).not.toMatch(/NaN|undefined|Infinity/);
    expect(JSON.stringify(findings.data)).not.toContain("null");
  });

  test("draws it, with every mark inside the picture", () => {
    expect(findings.charts.length).toBeGreaterThan(0);
    for (const { svg, name, description } of findings.charts) {
      expect(svg + description, name).not.toMatch(/NaN|undefined|Infinity/);
      const [, width = 0, height = 0] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
      const marks = [...svg.matchAll(/<(?:rect|circle|text)[^>]* c?x="([\d.-]+)" c?y="([\d.-]+)"/g)];
      expect(marks.length, name).toBeGreaterThan(2);
      for (const [, x, y] of marks) {
        expect(Number(x), name).toSatisfy((at: number) => at >= 0 && at <= width);
        expect(Number(y), name).toSatisfy((at: number) => at >= 0 && at <= height);
      }
      expect(opened(svg), name).toEqual([]);
    }
  });
});

/** The elements that are not closed again, innermost first. */
function opened(svg: string): string[] {
  const open: string[] = [];
  for (const [, close, name = "", selfClosing] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/gi)) {
    if (close) expect(open.shift()).toBe(name);
    else if (!selfClosing) open.unshift(name);
  }
  return open;
}
