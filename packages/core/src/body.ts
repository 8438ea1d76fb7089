import type { SSEBody } from "./transport.ts";

/** One way to pull bytes out of any body, and to let go of it without waiting. */
export interface BodyReader {
  /** The next bytes. Calls never overlap. */
  read(): Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }>;
  /** Ends the body. It does not wait and does not throw: on a cloned web body, `cancel()` never settles. */
  cancel(): void;
}

/**
 * Opens a body for reading.
 *
 * @throws TypeError when a web body is locked to another reader.
 */
export function readBody(body: SSEBody): BodyReader {
  if ("getReader" in body) {
    // By a reader, not by iteration: older Safari's ReadableStream is not async-iterable.
    const reader = body.getReader();
    return { read: () => reader.read(), cancel: () => void reader.cancel().catch(ignore) };
  }
  const iterator = body[Symbol.asyncIterator]();
  return { read: () => iterator.next(), cancel: () => void iterator.return?.().then(ignore, ignore) };
}

// The stream is over for its reader; what its source says to that concerns nobody.
function ignore(): void {}
