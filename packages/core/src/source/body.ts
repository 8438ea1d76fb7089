import { closeQuietly } from "../close-quietly.ts";
import type { WebBody } from "../connect/transport.ts";
import { kindOf } from "../kind-of.ts";
import { warnOnce } from "../warn.ts";
import { fromNodeReadable, isNodeReadable } from "./node-readable.ts";

/** One way to pull bytes out of any body, and to let go of it. */
export interface BodyReader {
  /** The next chunk, for {@link chunkOf}. Calls never overlap. */
  next(): Promise<{ done?: boolean | undefined; value?: unknown }>;
  /** Ends the body. */
  return?(): Promise<unknown>;
}

/** The members of a response that are about its body. */
export interface BodyHolder {
  readonly body?: unknown;
  readonly bodyUsed?: boolean;
  text?(): Promise<string>;
}

/**
 * Opens a response's body for reading.
 *
 * A `body` of `null` is empty, but one of `undefined` means that this client can't stream. Its text is then read as a whole.
 *
 * @throws TypeError when the body has been used, or can't be read.
 */
export function openBody(response: BodyHolder): BodyReader {
  const { body } = response;
  if (response.bodyUsed) throw usedBody();
  if (body === undefined && typeof response.text === "function") {
    warnOnce("This HTTP client can't stream (its responses have no body property), so events arrive when the whole response is there.");
    return whole(async () => (await response.text?.()) ?? "");
  }
  const reader = readerOf(body);
  if (reader) return reader;
  throw new TypeError(`Expected a response body that can be streamed, or bytes or text, got ${kindOf(body)}`);
}

/** Opens any kind of body: clients give streams, mocks and custom adapters also give text, bytes or a `Blob`. `undefined` for anything else. */
function readerOf(body: unknown): BodyReader | undefined {
  if (body === null) return whole(async () => "");
  if (typeof body === "string") return whole(async () => body);
  if (typeof body !== "object") return undefined;
  if (isWebBody(body)) {
    if (body.locked) throw usedBody();
    return new WebBodyReader(body.getReader());
  }
  if (isNodeReadable(body)) return fromNodeReadable(body);
  if (isAsyncIterable(body)) return body[Symbol.asyncIterator]();
  if (isBlob(body)) return whole(async () => new Uint8Array(await body.arrayBuffer()));
  const bytes = bytesOf(body);
  return bytes && whole(async () => bytes);
}

/**
 * Lets go of a body, whether it was opened or not. It never throws, even if something else reads the body, and it waits for nothing: on a cloned
 * web body, `cancel()` never settles.
 */
export function releaseBody(opened: BodyReader | undefined, body: unknown): void {
  closeQuietly(() => (opened ?? readerOf(body))?.return?.());
}

/**
 * Whether the platform's own `fetch` made this response. A response that an application or a mock constructed has the
 * {@link https://fetch.spec.whatwg.org/#concept-response-type | type} `"default"`.
 */
export function isFromNetwork(response: object): boolean {
  const { type }: { type?: unknown } = response;
  return type === "basic" || type === "cors";
}

/** The JSON text of a body that a mock gave as an object instead of a stream; `undefined` for every body that can be read. */
export function dataAsText(body: unknown): string | undefined {
  if (body === undefined || body === null || typeof body === "string") return undefined;
  if (typeof body === "object" && (isWebBody(body) || isNodeReadable(body) || isAsyncIterable(body) || isBlob(body) || bytesOf(body)))
    return undefined;
  try {
    return JSON.stringify(body);
  } catch {
    return kindOf(body);
  }
}

// Bodies are recognised by their members and tags, because under test runners they can come from another realm, where `instanceof` fails.

const has = (body: object, method: string): boolean => typeof (body as Partial<Record<string, unknown>>)[method] === "function";
const isWebBody = (body: object): body is WebBody => has(body, "getReader");
const isBlob = (body: object): body is Blob => has(body, "arrayBuffer");
const isAsyncIterable = (body: object): body is AsyncIterable<unknown> =>
  Symbol.asyncIterator in body && typeof body[Symbol.asyncIterator] === "function";

/** Any buffer, or view of one, as bytes. Shared memory is copied, because browsers' text decoders refuse it. */
function bytesOf(data: unknown): Uint8Array | undefined {
  const isView = ArrayBuffer.isView(data);
  const buffer = isView ? data.buffer : data;
  const tag = Object.prototype.toString.call(buffer);
  if (!tag.endsWith("ArrayBuffer]")) return undefined;
  const bytes = isView ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(buffer as ArrayBuffer);
  return tag.includes("Shared") ? bytes.slice() : bytes;
}

/** A chunk as the decoder takes it: streams also carry buffers and other views. The decoder refuses what is neither bytes nor text. */
export function chunkOf(chunk: unknown): Uint8Array | string {
  const isReady = typeof chunk === "string" || (chunk instanceof Uint8Array && chunk.buffer instanceof ArrayBuffer);
  return isReady ? chunk : (bytesOf(chunk) ?? (chunk as string));
}

const usedBody = (): TypeError => new TypeError("Expected an unread body, got a used one");

/** Reads a body that arrives as a whole, as one chunk. */
function whole(read: () => Promise<Uint8Array | string>): BodyReader {
  let done = false;
  return {
    async next() {
      if (done) return { done };
      done = true;
      return { done: false, value: await read() };
    },
  };
}

// It uses a reader because the ReadableStream of older Safari isn't async-iterable. An instance takes less memory than two closures, which counts for many idle streams.
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
