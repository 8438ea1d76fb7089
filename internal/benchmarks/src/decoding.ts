import { type Effort, geometricMean, interleave, ratio, type Spread, type Timing } from "./measure.ts";
import { type DecoderPeer, decoders, eventsourceParser, newTally, ours, type Tally } from "./peers/decoders.ts";
import { workloads } from "./workloads/all.ts";
import type { Workload } from "./workloads/workload.ts";

export interface DecodingResult {
  workload: string;
  title: string;
  kind: Workload["kind"];
  heldOut: boolean;
  bytes: number;
  events: number;
  timings: Record<string, Timing>;
}

const tallyOf = (peer: DecoderPeer, chunks: Uint8Array[]): Tally => {
  const tally = newTally();
  peer.run(chunks, tally);
  return { ...tally, last: undefined };
};

/** Times the decoders on every workload, after comparing what they make of it. */
export function measureDecoding(
  effort: Effort,
  only: (id: string) => boolean,
  onResult: (result: DecodingResult) => void,
  peers: DecoderPeer[] = decoders,
): void {
  for (const workload of workloads) {
    if (!only(workload.id)) continue;
    const chunks = workload.chunks();
    const expected = peers[0] && tallyOf(peers[0], chunks);
    for (const peer of peers) {
      const tally = tallyOf(peer, chunks);
      // The reference line reads only data, ended by LF, in whole characters.
      if (peer.id !== "limit" && JSON.stringify(tally) !== JSON.stringify(expected)) {
        throw new Error(`${peer.id} and ${peers[0]?.id} decode ${workload.id} differently: ${JSON.stringify([tally, expected])}`);
      }
    }
    const sink = newTally();
    const timings = interleave(
      peers.map((peer) => ({ id: peer.id, run: () => peer.run(chunks, sink) })),
      effort,
    );
    onResult({
      workload: workload.id,
      title: workload.title,
      kind: workload.kind,
      heldOut: workload.heldOut,
      bytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
      events: expected?.events ?? 0,
      timings: Object.fromEntries(timings),
    });
  }
}

/** The decoders on one workload, for a process that does nothing else. */
export function decodeOne(effort: Effort, id: string): DecodingResult {
  const results: DecodingResult[] = [];
  measureDecoding(
    effort,
    (workload) => workload === id,
    (result) => results.push(result),
  );
  const [result] = results;
  if (!result) throw new Error(`Expected a workload, got ${id}`);
  return result;
}

/** Our decoder beside another on the same workload: the middle of the rounds' ratios, and the middle half of them. */
export const timesAsFast = ({ timings }: DecodingResult, than: string = eventsourceParser.id): Spread =>
  ratio(new Map(Object.entries(timings)), ours.id, than);

/** The same over several workloads: their geometric mean. */
export const meanTimesAsFast = (results: readonly DecodingResult[], than?: string): number =>
  geometricMean(results.map((result) => timesAsFast(result, than).median));

export const leastTimesAsFast = (results: readonly DecodingResult[]): number =>
  Math.min(...results.map((result) => timesAsFast(result).median));
