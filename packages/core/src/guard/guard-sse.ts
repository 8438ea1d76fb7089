import { milliseconds } from "../clock.ts";
import type { WebResponse } from "../connect/transport.ts";
import { SSEDecoder } from "../decode/decoder.ts";
import { expectOptions } from "../expect-options.ts";
import { entriesOf, type GivenHeaders, responseHeaders } from "../headers.ts";
import { kindOf } from "../kind-of.ts";
import { redactURL } from "../redact.ts";
import { refusal } from "../source/refusal.ts";
import { Terminal } from "../source/terminal.ts";
import { maskedHeaders, Tracer } from "../trace.ts";
import { type GuardedBodyOptions, guardedBody } from "./guarded-body.ts";

/** Any function that is called like `fetch`. */
export type GuardableFetch = (...args: never[]) => WebResponse | PromiseLike<WebResponse>;

/**
 * What {@link guardSSE} takes; everything has a default. It is a contract, such as those of `@sse/core/protocols`, with more options. Of the contract, the guard uses `until`,
 * `error` and `name`.
 */
export interface GuardOptions extends GuardedBodyOptions {
  /**
   * Which content types are guarded: a function that gets the header's value (`null` if it is missing). Only responses with a status of 2xx
   * and a body are asked for.
   * @defaultValue `text/event-stream` with any parameters
   */
  contentType?: ((contentType: string | null) => boolean) | null | undefined;
}

/**
 * Wraps a `fetch` for an SDK, so that a broken event stream becomes an error that the SDK throws, instead of half an answer that passes for a whole one.
 *
 * ```ts
 * import { guardSSE } from "@sse/fetch";
 *
 * const guarded = guardSSE(fetch, { until: "[DONE]", idleTimeout: 60_000 });
 * const response = await guarded("http://localhost:8000/sse");
 * console.log(response.status, response.url);
 * ```
 *
 * A response that is an event stream is decoded, checked and written again, chunk by chunk as the SDK reads it: with LF as the only line end, and without
 * byte order mark, comments and unknown fields. No event waits for another. The stream then fails with an {@link SSEError}, and the connection is
 * closed:
 *
 * - `ERR_SSE_TRUNCATED` when it ends, however cleanly, before the event that `until` names, or inside an event
 * - `ERR_SSE_IDLE_TIMEOUT` when the SDK waits and no byte comes within `idleTimeout`
 * - `ERR_SSE_EVENT_TOO_LARGE` when an event is over `maxEventSize`
 * - `ERR_SSE_DISCONNECTED` when the connection breaks before the terminal event; an abort by the SDK stays what it is
 *
 * The terminal event is passed on, and so is everything after it. Once it has come, the stream can only end well. It also ends well after an event that `error` names,
 * because the SDK has the server's own words then.
 *
 * Every other response is passed on untouched. A guarded one is a new `Response` with the same `status`, `headers`, `url`, `redirected` and `type`, without the
 * headers that described the old bytes, such as `content-length` and `content-encoding`.
 *
 * @param fetch - the function to send requests with. It is called without `this`.
 * @returns a function of the same type, with the same properties
 * @throws TypeError or RangeError for an argument that can't be used.
 */
export function guardSSE<F extends GuardableFetch>(fetch: F, options: GuardOptions = {}): F {
  if (typeof fetch !== "function") throw new TypeError(`Expected a fetch function, got ${kindOf(fetch)}`);
  checkOptions(options);
  // A proxy, so that what else a `fetch` has stays with it: Bun's has `preconnect`.
  return new Proxy(fetch, { apply: (target, _, args) => send(target, args, options) });
}

async function send(fetch: GuardableFetch, args: unknown[], options: GuardOptions): Promise<WebResponse> {
  const { method, url, headers, signal } = requestOf(...args);
  const label = `${method} ${redactURL(url)}`;
  const tracer = Tracer.of(options.trace, label);
  tracer?.emit("request", { method, url: redactURL(url), headers: maskedHeaders(headers) });
  let response: WebResponse;
  try {
    // Without `this`: SDKs call it as a method of theirs, which a browser's `fetch` refuses.
    response = await Reflect.apply(fetch, undefined, args);
    if (typeof response !== "object" || !response) throw new TypeError(`Expected a response from fetch, got ${kindOf(response)}`);
  } catch (error) {
    tracer?.emit("end", { reason: "failed", error });
    throw error;
  }
  if (isGuardable(response, options)) return withBody(response, guardedBody(response, options, { label, signal, tracer }));
  tracer?.emit("response", { status: response.status, headers: maskedHeaders(response.headers) });
  tracer?.emit("end", { reason: "end" });
  return response;
}

/** Statuses with which a `Response` can't have a body, whatever a `fetch` that isn't the platform's gives it. */
const WITHOUT_BODY = [204, 205];

function isGuardable({ status, headers, body }: WebResponse, { contentType }: GuardOptions): boolean {
  return (
    !!body && !WITHOUT_BODY.includes(status) && !refusal(status, responseHeaders(headers).get("content-type"), contentType ?? undefined)
  );
}

/** Refuses options that can't be used before a request is sent. */
function checkOptions(options: GuardOptions): void {
  expectOptions(options);
  const { until, contentType } = options;
  new SSEDecoder(options);
  milliseconds("idleTimeout", options.idleTimeout);
  if (until) new Terminal(until);
  if (contentType && typeof contentType !== "function") {
    throw new TypeError(`contentType: expected a function, got ${JSON.stringify(contentType)}: JSON must pass untouched`);
  }
}

interface GuardedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: GivenHeaders;
  readonly signal: AbortSignal | undefined;
}

/** What a `fetch` is called with: a URL or a `Request`, and its options. */
function requestOf(input?: unknown, init?: unknown): GuardedRequest {
  const request: Partial<GuardedRequest> = Object(input);
  const given: Partial<GuardedRequest> = Object(init);
  return {
    method: (given.method ?? request.method ?? "GET").toUpperCase(),
    url: request.url ?? String(input),
    headers: given.headers ?? request.headers ?? {},
    signal: given.signal ?? request.signal,
  };
}

/** Headers that are about the bytes of a body, and wrong once it is written again. */
const ABOUT_BYTES = ["content-encoding", "content-length", "content-digest", "content-md5", "digest", "repr-digest"];

/** What a response says of its origin. A response that is made by its constructor can't say it. */
type Origin = Partial<Pick<Response, "url" | "redirected" | "type">>;

/** The response with another body. */
function withBody(response: WebResponse & Origin & { statusText?: string }, body: ReadableStream<Uint8Array>): Response {
  const headers = new Headers([...entriesOf(response.headers)].map(([name, value]) => [name, String(value)]));
  for (const name of ABOUT_BYTES) headers.delete(name);
  const { status, statusText = "" } = response;
  return withOrigin(new Response(body, { status, statusText, headers }), response);
}

/** Shows the origin on a response and on its clones. */
function withOrigin(made: Response, { url = "", redirected = false, type = "default" }: Origin): Response {
  return Object.defineProperties(made, {
    url: { value: url },
    redirected: { value: redirected },
    type: { value: type },
    clone: { value: () => withOrigin(Response.prototype.clone.call(made), made) },
  });
}
