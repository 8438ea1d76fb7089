import type { SSEBody, WebBody } from "./transport.ts";

/** One way to pull bytes out of any body, and to let go of it. */
export interface BodyReader {
  /** The next bytes. Calls never overlap. */
  next(): Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }>;
  /** Ends the body. Nobody may wait for it: on a cloned web body, `cancel()` never settles. */
  return?(): Promise<unknown>;
}

/** Opens a body for reading; `undefined` where there is none, or another reader has it. */
export function readBody(body: SSEBody | null): BodyReader | undefined {
  if (!body) return undefined;
  if (!("getReader" in body)) return body[Symbol.asyncIterator]();
  if (body.locked) return undefined;
  // By a reader, not by iteration: older Safari's ReadableStream is not async-iterable.
  return new WebBodyReader(body.getReader());
}

// A class: saves an idle stream the memory of two functions.
class WebBodyReader implements BodyReader {
  readonly #reader: ReturnType<WebBody["getReader"]>;

  constructor(reader: ReturnType<WebBody["getReader"]>) {
    this.#reader = reader;
  }

  next(): ReturnType<BodyReader["next"]> {
    return this.#reader.read();
  }

  return(): Promise<unknown> {
    return this.#reader.cancel();
  }
}
