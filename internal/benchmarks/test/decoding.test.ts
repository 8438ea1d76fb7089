import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Verdict } from "../src/guard.ts";
import { decoders, eventsourceParser, newTally, ours } from "../src/peers/decoders.ts";
import { kinds, retained } from "../src/retention.ts";
import { workloads } from "../src/workloads/all.ts";

const run = promisify(execFile);

// In a process of its own: vitest rewrites the source that it loads, and not the peer's.
test("the decoder is nowhere clearly slower than eventsource-parser", { timeout: 120_000 }, async () => {
  const { stdout } = await run(process.execPath, ["--conditions=@sse/source", join(import.meta.dirname, "../src/guard.ts")]);
  const verdicts = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Verdict);
  expect(verdicts.length).toBeGreaterThan(5);
  expect(verdicts.filter(({ lost }) => lost)).toEqual([]);
});

describe("what is compared", () => {
  test("workload IDs are unique, and each gives the same bytes again", () => {
    expect(new Set(workloads.map(({ id }) => id)).size).toBe(workloads.length);
    for (const { chunks, id } of workloads) expect(Buffer.concat(chunks()).equals(Buffer.concat(chunks())), id).toBe(true);
  });

  test.each(workloads.filter(({ id }) => !id.startsWith("line-")))("$id: both decoders find the same events", ({ chunks }) => {
    const [mine, theirs] = [ours, eventsourceParser].map((peer) => {
      const tally = newTally();
      peer.run(chunks(), tally);
      return { ...tally, last: undefined };
    });
    expect(mine?.events).toBeGreaterThan(0);
    expect(mine).toEqual(theirs);
    expect(decoders).toContain(ours);
  });
});

// The text of a 64 KiB chunk is 65,536 bytes; what a program keeps for long must not hold it.
describe("one string kept of each 64 KiB chunk", () => {
  beforeAll(() => {
    setFlagsFromString("--expose-gc");
    globalThis.gc = runInNewContext("gc") as NonNullable<typeof globalThis.gc>;
  });

  test.each(["the decoder's lastEventId", "its data, copied"])("%s keeps less than 1 KiB", async (kind) => {
    const keep = kinds[kind];
    if (!keep) throw new Error(`No kind ${kind}`);
    expect(await retained(64 * 1024, "one", keep)).toBeLessThan(1024);
  });
});
