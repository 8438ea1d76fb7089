import { median } from "../measure.ts";
import { data } from "./event.ts";
import { each, settled } from "./memory.ts";
import { openMany } from "./open-many.ts";
import { ours, readEach } from "./ours.ts";
import { peers } from "./peers.ts";

/** So many streams at once, in one process. */
export interface Concurrent {
  streams: number;
  /** Nanoseconds an event, the same number of events in all however many streams share them: the middle of the rounds. */
  time: number;
  /** Bytes on the heap and in buffers that each stream takes while all are open and silent. */
  heap: number;
}

/** Streams that are opened one by one and go on all together, as soon as the server is told to. */
export async function concurrentStreams(
  origin: string,
  client: string,
  streams: number,
  events: number,
  rounds: number,
): Promise<Concurrent> {
  const share = Math.ceil(events / streams);
  const own = ours[client];
  let seen = 0;
  let last = 0;
  const open = (onEvent: () => void): Promise<void> => {
    const count = (text: string): void => {
      if (text.length === data.length && ++seen === share * streams) last = performance.now();
      onEvent();
    };
    const url = `${origin}/held/${share}`;
    return own ? readEach(own.open(url), count) : (peers[client]?.(url, count) ?? Promise.reject(new Error(`No client ${client}`)));
  };
  // To the last event, not to the end of the streams: what closing connections takes is no part of an event.
  const round = async (whileOpen: () => Promise<void> = async () => {}): Promise<number> => {
    seen = 0;
    const { ended } = await openMany(streams, open);
    await whileOpen();
    const started = performance.now();
    await fetch(`${origin}/release`);
    await ended();
    if (seen !== share * streams) throw new Error(`${client}: expected ${share * streams} events, got ${seen}`);
    return ((last - started) / seen) * 1e6;
  };

  await round();
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) times.push(await round());
  // After the timing: what runs after a collection is slower for a while.
  const before = await settled();
  let heap = Number.NaN;
  await round(async () => {
    ({ heap } = each(before, await settled(), streams));
  });
  return { streams, time: median(times), heap };
}
