import type { SSEBody } from "./transport.ts";

/** One way to pull bytes out of any body, and to let go of it without waiting. */
export interface BodyReader {
  /** The next bytes. Calls never overlap. */
  read(): Promise<{ done?: boolean; value?: Uint8Array | string | undefined }>;
  /** Ends the body. It does not wait and does not throw: on a cloned web body, `cancel()` never settles. */
  cancel(): void;
}

/** The part of a Node `Readable` that is used, so that core needs no `node:` types. */
interface NodeReadable extends AsyncIterable<Uint8Array | string> {
  readonly readableEnded: boolean;
  readonly destroyed: boolean;
  readonly errored?: unknown;
  read(): Uint8Array | string | null;
  destroy(): void;
  on(event: string, listener: (error?: unknown) => void): void;
}

/**
 * Opens a body for reading.
 *
 * @throws TypeError when the body is already used, or locked to another reader.
 */
export function readBody(body: SSEBody): BodyReader {
  if ("getReader" in body) return readWeb(body);
  if (isNodeReadable(body)) return readNode(body);
  return readIterable(body);
}

/** Keeps a body that nobody reads yet from throwing its error at the whole process, as a Node stream without a listener does. */
export function muteBody(body: SSEBody): void {
  if (isNodeReadable(body)) body.on("error", ignore);
}

/** Lets go of a body that nobody reads. */
export function cancelBody(body: SSEBody): void {
  muteBody(body);
  if ("getReader" in body) body.cancel().catch(ignore);
  else if (isNodeReadable(body)) body.destroy();
  else readIterable(body).cancel();
}

function isNodeReadable(body: SSEBody): body is NodeReadable {
  return "read" in body && "on" in body && "destroy" in body;
}

// By a reader, not by iteration: older Safari's ReadableStream is not async-iterable.
function readWeb(body: ReadableStream<Uint8Array>): BodyReader {
  const reader = body.getReader();
  return {
    read: () => reader.read(),
    cancel() {
      reader.cancel().catch(ignore);
    },
  };
}

// `read()` hands over all that is buffered as one chunk, where the stream's async iterator hands over every piece by itself. It does so
// after an error too: what was received before a connection broke is not lost.
function readNode(stream: NodeReadable): BodyReader {
  if (stream.readableEnded) throw new TypeError("The stream has ended");
  let failure: { readonly error: unknown } | undefined;
  let ended = false;
  let wake: (() => void) | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    wake?.();
  };
  const closed = (): void => {
    if (!ended) fail(stream.errored ?? new Error("The stream was closed before its end"));
  };
  stream.on("readable", () => wake?.());
  stream.on("error", fail);
  stream.on("close", closed);
  stream.on("end", () => {
    ended = true;
    wake?.();
  });
  if (stream.destroyed) closed();
  return {
    read: () =>
      new Promise((resolve, reject) => {
        wake = () => {
          const value = stream.read();
          if (value !== null) resolve({ value });
          else if (ended) resolve({ done: true });
          else if (failure) reject(failure.error);
          else return;
          wake = undefined;
        };
        wake();
      }),
    cancel: () => stream.destroy(),
  };
}

function readIterable(body: AsyncIterable<Uint8Array | string>): BodyReader {
  const iterator = body[Symbol.asyncIterator]();
  return {
    read: () => iterator.next(),
    cancel() {
      iterator.return?.().then(undefined, ignore);
    },
  };
}

// The stream is over for its reader; what its source says to that concerns nobody.
function ignore(): void {}
