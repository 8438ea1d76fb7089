import { bytesOf, iterableBody, streamBody, utf8, wholeBody } from "./bytes.ts";
import type { Body } from "./exchange.ts";

/** A request's body, and what clients tell the server of it. */
export interface RequestBody {
  readonly body: Body;
  /** In bytes; `undefined` for a body that streams. */
  readonly length?: number | undefined;
  /** What is sent as `Content-Type` if the caller gives none. */
  readonly type?: string | undefined;
}

/**
 * Opens a request's body in any form that clients take.
 *
 * @throws TypeError for anything that isn't a body.
 */
export function requestBody(given: unknown): RequestBody | undefined {
  if (given === null || given === undefined) return undefined;
  if (typeof given === "string") return whole(utf8(given), "text/plain;charset=UTF-8");
  const bytes = bytesOf(given);
  if (bytes) return whole(bytes);
  const kind = Object.prototype.toString.call(given).slice("[object ".length, -1);
  if (kind === "URLSearchParams") return whole(utf8(String(given)), "application/x-www-form-urlencoded;charset=UTF-8");
  if (kind === "FormData") return encoded(given as FormData);
  if (isStreamable(given))
    return {
      body: streamBody("getReader" in given ? given : given.stream()),
      ...(isBlob(given) && { length: given.size, type: given.type || undefined }),
    };
  if (isIterable(given)) return { body: iterableBody(given) };
  throw new TypeError(`Expected a body of text, bytes or a stream, got ${kind}`);
}

const whole = (bytes: Uint8Array, type?: string): RequestBody => ({ body: wholeBody(bytes), length: bytes.length, type });

/** The platform encodes its own `FormData`. That of the undici package is another class. */
function encoded(form: FormData): RequestBody {
  const own = new FormData();
  for (const [name, value] of form) own.append(name, value);
  const response = new Response(own);
  return { body: streamBody(response.body as ReadableStream<Uint8Array>), type: response.headers.get("content-type") ?? undefined };
}

const has = (value: object, method: string): boolean => typeof (value as Record<string, unknown>)[method] === "function";

const isStreamable = (value: unknown): value is ReadableStream<Uint8Array> | Blob =>
  typeof value === "object" && value !== null && (has(value, "getReader") || has(value, "stream"));

const isBlob = (value: object): value is Blob => "size" in value;

const isIterable = (value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> =>
  typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
