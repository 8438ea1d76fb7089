import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { DecodingResult } from "./decoding.ts";
import { type Effort, median } from "./measure.ts";
import { workloads } from "./workloads/all.ts";

/** Its name in `timings`. */
export const NATIVE = "sse-core";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "../native");
const target = join(import.meta.dirname, "../node_modules/.cache/native");

/** Rust's decoder as a program, or why there is none. */
export type Native = { program: string } | { missing: string };

/** Builds native/ with cargo, where that is at hand and reaches its registry. */
export async function buildNative(): Promise<Native> {
  try {
    await run("cargo", ["build", "--release", "--locked", "--quiet", "--target-dir", target], { cwd: folder, timeout: 180_000 });
    return { program: join(target, "release/decode") };
  } catch (error) {
    const { code, stderr = "" } = Object(error) as { code?: unknown; stderr?: string };
    return { missing: code === "ENOENT" ? "cargo isn't at hand" : `cargo couldn't build it: ${stderr.trim().split("\n")[0]}` };
  }
}

/** Adds the native decoder's timings to those of a workload, in a process of its own, right after the others. */
export async function addNative({ program }: { program: string }, result: DecodingResult, { rounds, sample }: Effort): Promise<void> {
  const chunks = workloads.find(({ id }) => id === result.workload)?.chunks() ?? [];
  const place = mkdtempSync(join(tmpdir(), "sse-native-"));
  try {
    const file = join(place, "chunks");
    writeFileSync(file, Buffer.concat(chunks.flatMap((chunk) => [lengthOf(chunk), chunk])));
    const { stdout } = await run(program, [file, String(rounds), String(sample)]);
    const measured: { events: number; rounds: number[] } = JSON.parse(stdout);
    if (measured.events !== result.events) {
      throw new Error(`${NATIVE} finds ${measured.events} events in ${result.workload}, expected ${result.events}`);
    }
    result.timings[NATIVE] = { median: median(measured.rounds), rounds: measured.rounds };
  } finally {
    rmSync(place, { recursive: true });
  }
}

function lengthOf(chunk: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(chunk.length);
  return length;
}
