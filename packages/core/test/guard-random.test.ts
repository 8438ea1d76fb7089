import { SSEDecoder } from "@sse/core";
import { randomStream } from "@sse/reference";
import { expect, test } from "vitest";
import { decodeChunks, utf8 } from "./chunkings.ts";
import { chunksOf, guarded } from "./guard-fetch.ts";

/** `SSE_RANDOM_STREAMS=100000` for a thorough run. */
const count = Number(process.env.SSE_RANDOM_STREAMS ?? 2000);

/** A body that gives these chunks, one at a time. */
function bodyOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const left = [...chunks];
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = left.shift();
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

test(`${count} random streams in random cuts are the same events, IDs and times behind the guard`, {
  timeout: 60_000 + count,
}, async () => {
  let seen = 0;
  for (let seed = 1; seed <= count; seed++) {
    // The random end may cut an event off, which the guard reports. A blank line makes every stream whole.
    const chunks = [...randomStream(seed).chunks, "\n\n"].map((chunk) => (typeof chunk === "string" ? utf8(chunk) : chunk));
    const { events, lastEventId, reconnectionTime } = decodeChunks(chunks);
    const reading = chunksOf(await guarded(bodyOf(chunks)));
    const decoder = new SSEDecoder({ onComment: () => expect.unreachable("a comment") });
    const received = [];
    for (let chunk = await reading.next(); chunk !== undefined; chunk = await reading.next()) received.push(...decoder.decode(chunk));
    expect(received, `seed ${seed}`).toEqual(events);
    expect([decoder.lastEventId, decoder.reconnectionTime], `seed ${seed}`).toEqual([lastEventId, reconnectionTime]);
    expect(decoder.end(), `seed ${seed}`).toBeUndefined();
    seen += events.length;
  }
  expect(seen).toBeGreaterThan(count);
});
