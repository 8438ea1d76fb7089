/**
 * The decoding benchmark as a program of its own, which decoding-in.ts bundles and runs: in Node, Bun, Deno and a browser.
 * It takes its effort from the global `decodingEffort` and gives one line of JSON for each workload to `decodingResult`.
 */
import { measureDecoding } from "./decoding.ts";
import type { DecodingEffort } from "./decoding-in.ts";

interface Host {
  decodingEffort?: DecodingEffort;
  decodingResult?: (line: string) => void;
}

const host = globalThis as Host;
const { only, ...effort } = host.decodingEffort ?? { rounds: 15, sample: 5 };
const emit = host.decodingResult ?? console.log;
measureDecoding(
  effort,
  (id) => only === undefined || only.includes(id),
  (result) => emit(JSON.stringify(result)),
);
