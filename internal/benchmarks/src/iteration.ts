import { EventSource, type ServerSentEvent, SSEDecoder } from "@sse/core";
import { SSEDecoderStream } from "@sse/core/stream";
import { data, event } from "./clients/event.ts";
import type { Timing } from "./measure.ts";
import { sample, Turns } from "./turns.ts";

/** The decoder alone, whose time everything else has in it. */
export const DECODING = "decoding";

type OnEvent = (event: ServerSentEvent) => void;
type Way = (chunks: readonly Uint8Array[], onEvent: OnEvent) => Promise<void>;

const headers = new Headers({ "content-type": "text/event-stream" });

/** The fastest body that there can be: every chunk is there already. */
const iterable = (chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => {
    let at = 0;
    return {
      next: () => {
        const value = chunks[at++];
        return Promise.resolve(value ? { done: false, value } : { done: true, value: undefined });
      },
    };
  },
});

const source = (chunks: readonly Uint8Array[]): EventSource<undefined> =>
  new EventSource({ status: 200, headers, body: iterable(chunks), raw: undefined });

/** As fetch has it: chunks are taken from the socket when they are asked for. */
function stream(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks[at++];
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* generator(chunks: readonly Uint8Array[]): AsyncGenerator<ServerSentEvent> {
  const decoder = new SSEDecoder();
  for await (const chunk of iterable(chunks)) for (const event of decoder.decode(chunk)) yield event;
}

/** The ways in which a program can be given its events. */
export const ways: Record<string, Way> = {
  [DECODING]: async (chunks) => {
    const decoder = new SSEDecoder();
    for (const chunk of chunks) decoder.decode(chunk);
  },
  "a callback": async (chunks, onEvent) => {
    const decoder = new SSEDecoder();
    for (const chunk of chunks) for (const event of decoder.decode(chunk)) onEvent(event);
  },
  "iterBatches() of a source": async (chunks, onEvent) => {
    for await (const events of source(chunks).iterBatches()) for (const event of events) onEvent(event);
  },
  "for await over a source": async (chunks, onEvent) => {
    for await (const event of source(chunks)) onEvent(event);
  },
  "for await over a source of a web Response": async (chunks, onEvent) => {
    for await (const event of new EventSource(new Response(stream(chunks), { headers }))) onEvent(event);
  },
  "an async generator": async (chunks, onEvent) => {
    for await (const event of generator(chunks)) onEvent(event);
  },
  "SSEDecoderStream, as an async iterable": async (chunks, onEvent) => {
    for await (const event of stream(chunks).pipeThrough(new SSEDecoderStream())) onEvent(event);
  },
};

/** Milliseconds for so many events in chunks of so many, by each way, which take turns. */
export async function iterationTimes(perChunk: number, events: number, rounds: number): Promise<Record<string, Timing>> {
  const chunk = new Uint8Array(perChunk * event.length);
  for (let at = 0; at < chunk.length; at += event.length) chunk.set(event, at);
  const chunks = new Array<Uint8Array>(Math.ceil(events / perChunk)).fill(chunk);
  const turns = new Turns();
  const variants = Object.entries(ways).map(([id, run]) => ({
    id,
    run: () =>
      sample(async () => {
        let characters = 0;
        await run(chunks, (event) => {
          characters += event.data.length;
        });
        if (id !== DECODING && characters !== chunks.length * perChunk * data.length) throw new Error(`${id} lost events`);
      }),
  }));
  for (let round = -3; round < rounds; round++) await turns.round(variants, round >= 0);
  return Object.fromEntries(turns.timings);
}
