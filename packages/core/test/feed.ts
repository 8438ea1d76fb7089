import { expect } from "vitest";
import { EventSource, type EventSourceOptions } from "../src/index.ts";

/** A body that the test feeds, and a record of what its reader did to it. */
export function feed(): {
  body: ReadableStream<Uint8Array>;
  send(text: string): void;
  end(): void;
  fail(error: unknown): void;
  canceled: Promise<void>;
} {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let cancel = (): void => {};
  const canceled = new Promise<void>((resolve) => {
    cancel = resolve;
  });
  const body = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
      },
      cancel,
    },
    { highWaterMark: 0 },
  );
  return {
    body,
    send: (text) => controller?.enqueue(new TextEncoder().encode(text)),
    end: () => controller?.close(),
    fail: (error) => controller?.error(error),
    canceled,
  };
}

export const streamHeaders = { "content-type": "text/event-stream" };

export function over(
  body: ReadableStream<Uint8Array> | null,
  options?: EventSourceOptions,
  init: ResponseInit = {},
): EventSource<Response> {
  return new EventSource(new Response(body, { headers: streamHeaders, ...init }), options);
}

export async function collect(source: EventSource<unknown>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of source) seen.push(event.data);
  return seen;
}

export const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable("it did not fail"),
    (error: unknown) => error,
  );
