import { setTimeout as wait } from "node:timers/promises";

/**
 * Opens so many streams, and settles when each has had its first event, with what waits for the end of all; a few at a time, so that the server's queue of connections
 * holds them.
 */
export async function openMany(count: number, open: (onEvent: () => void) => Promise<void>): Promise<{ ended: () => Promise<unknown> }> {
  let first = 0;
  const streams: Promise<void>[] = [];
  let failure: { error: unknown } | undefined;
  for (let i = 0; i < count; i++) {
    let seen = false;
    const stream = open(() => {
      if (!seen) first++;
      seen = true;
    });
    stream.catch((error: unknown) => {
      failure = { error };
    });
    streams.push(stream);
    if (i % 50 === 49) await wait(5);
  }
  while (first < count && !failure) await wait(10);
  if (failure) throw failure.error;
  return { ended: () => Promise.all(streams) };
}
