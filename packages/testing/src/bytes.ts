import { fromNodeReadable, type NodeReadable } from "@sse/core";
import type { Body } from "./exchange.ts";

/** jest's jsdom environment has no `TextEncoder` and no `TextDecoder`, but a `Buffer`. */
export const utf8 = (text: string): Uint8Array =>
  typeof TextEncoder === "function" ? new TextEncoder().encode(text) : new Uint8Array(Buffer.from(text));

export const textOf = (bytes: Uint8Array): string =>
  typeof TextDecoder === "function" ? new TextDecoder().decode(bytes) : Buffer.from(bytes).toString();

/** The bytes of a view or an `ArrayBuffer`, not copied; `undefined` for anything else. Test runners mix realms, so `instanceof` can't tell. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]" ? new Uint8Array(value as ArrayBuffer) : undefined;
}

/** A body whose bytes are there already. */
export function wholeBody(bytes: Uint8Array): Body {
  let rest: Uint8Array | undefined = bytes.length > 0 ? bytes : undefined;
  return {
    async read() {
      const chunk = rest;
      rest = undefined;
      return chunk;
    },
    cancel() {
      rest = undefined;
    },
  };
}

/** A body whose bytes are asked for at its first read. */
export function lateBody(bytes: () => Promise<ArrayBuffer>): Body {
  let body: Body | undefined;
  return {
    async read() {
      body ??= wholeBody(new Uint8Array(await bytes()));
      return body.read();
    },
    cancel: (reason) => body?.cancel(reason),
  };
}

/** A body over a web stream. */
export function streamBody(stream: ReadableStream<Uint8Array>): Body {
  const reader = stream.getReader();
  return {
    async read() {
      const { done, value } = await reader.read();
      return done ? undefined : toBytes(value);
    },
    cancel(reason) {
      reader.cancel(reason).catch(() => {}); // Its source may throw while it lets go. Nothing waits for that.
    },
  };
}

/** A body over anything that can be iterated: a Node stream, an async generator, an array of chunks. */
export function iterableBody(iterable: AsyncIterable<unknown> | Iterable<unknown>): Body {
  const iterator = iteratorOf(iterable);
  return {
    async read() {
      const { done, value } = await iterator.next();
      return done ? undefined : toBytes(value);
    },
    cancel() {
      Promise.resolve(iterator.return?.(undefined)).catch(() => {}); // Its cleanup may throw. Nothing waits for that.
    },
  };
}

/** A Node stream's own iterator loses what came before an error, and waits for its pending read when it is asked to return. */
function iteratorOf(iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterator<unknown> | Iterator<unknown> {
  if (isNodeReadable(iterable)) return fromNodeReadable(iterable);
  return Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
}

const isNodeReadable = (value: object): value is NodeReadable =>
  ["read", "on", "destroy"].every((method) => typeof (value as Record<string, unknown>)[method] === "function");

/** A body as a web stream that is read on demand only. */
export function webStream(body: Body, failed: (error: unknown) => unknown = (error) => error): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          let chunk = await body.read();
          while (chunk?.length === 0) chunk = await body.read();
          if (chunk) controller.enqueue(owned(chunk));
          else controller.close();
        } catch (error) {
          controller.error(failed(error));
        }
      },
      cancel: (reason) => body.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** Reads a body to its end. */
export async function readAll(body: Body | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await body?.read(); chunk !== undefined; chunk = await body?.read()) chunks.push(chunk);
  return join(chunks);
}

export function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(chunks.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function toBytes(chunk: unknown): Uint8Array {
  if (typeof chunk === "string") return utf8(chunk);
  const bytes = bytesOf(chunk);
  if (bytes) return bytes;
  throw new TypeError(`Expected a body of bytes or text, got a chunk of type ${chunk === null ? "null" : typeof chunk}`);
}

/** `enqueue` takes no view of shared memory. */
const owned = (chunk: Uint8Array): Uint8Array<ArrayBuffer> =>
  chunk.buffer instanceof ArrayBuffer ? (chunk as Uint8Array<ArrayBuffer>) : new Uint8Array(chunk);
