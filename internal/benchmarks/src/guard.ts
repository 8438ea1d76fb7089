/**
 * Whether the decoder has clearly lost to its peer, in this run, on this machine: `node --conditions=@sse/source src/guard.ts`.
 *
 * It never asks how long something took, only which of two was faster when they took turns; a workload is lost when it is lost three times
 * in a row. Prints one line of JSON for each.
 */
import { measureDecoding } from "./decoding.ts";
import { ratio } from "./measure.ts";
import { eventsourceParser, ours } from "./peers/decoders.ts";

/** A tenth slower than the peer is within what a shared machine makes of two equal programs. */
const LOST = 0.9;
/** One of each protocol, each cut in turn, and the stress tests whose lead is larger than what noise makes of it. */
const guarded = [
  "chat-event",
  "responses-segment",
  "anthropic-record",
  "gemini-event",
  "ai-sdk-segment",
  "ag-ui-record",
  "mcp-event",
  "a2a-segment",
  "langgraph-record",
  "trpc-event",
  "graphql-segment",
  "mastodon-record",
  "wikimedia-record",
  "mercure-segment",
  "crlf-16k",
  "chinese",
  "bytes",
  "heartbeats",
  "small-cuts",
];

export interface Verdict {
  workload: string;
  ratios: number[];
  lost: boolean;
}

export function judge(workload: string): Verdict {
  const ratios: number[] = [];
  while (ratios.length < 3 && ratios.every((one) => one < LOST)) {
    measureDecoding(
      { rounds: 7, sample: 2 },
      (id) => id === workload,
      ({ timings }) => ratios.push(ratio(new Map(Object.entries(timings)), ours.id, eventsourceParser.id).median),
      [ours, eventsourceParser],
    );
  }
  return { workload, ratios, lost: ratios.every((one) => one < LOST) };
}

if (import.meta.main) for (const workload of guarded) console.log(JSON.stringify(judge(workload)));
