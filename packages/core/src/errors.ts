import type { ServerSentEvent } from "./event.ts";

/**
 * Every way in which a stream can fail, as `error.code`.
 *
 * | code | when |
 * |---|---|
 * | `ERR_SSE_CONNECT` | there was no response: refused, DNS, TLS, … |
 * | `ERR_SSE_CONNECT_TIMEOUT` | no response headers within `connectTimeout` |
 * | `ERR_SSE_STATUS` | the status is not 2xx |
 * | `ERR_SSE_CONTENT_TYPE` | the response is not an event stream |
 * | `ERR_SSE_DISCONNECTED` | the stream broke off |
 * | `ERR_SSE_IDLE_TIMEOUT` | no byte within `idleTimeout` |
 * | `ERR_SSE_EVENT_TOO_LARGE` | an event, or an unterminated line, over `maxEventSize` |
 * | `ERR_SSE_DATA` | {@link ServerSentEvent.json} on data that is not JSON |
 * | `ERR_SSE_RECONNECT` | `reconnect` gave up; `cause` is the last failure |
 */
export type SSEErrorCode =
  | "ERR_SSE_CONNECT"
  | "ERR_SSE_CONNECT_TIMEOUT"
  | "ERR_SSE_STATUS"
  | "ERR_SSE_CONTENT_TYPE"
  | "ERR_SSE_DISCONNECTED"
  | "ERR_SSE_IDLE_TIMEOUT"
  | "ERR_SSE_EVENT_TOO_LARGE"
  | "ERR_SSE_DATA"
  | "ERR_SSE_RECONNECT";

/** What an {@link SSEError} carries besides its code and message. */
export interface SSEErrorOptions {
  /** The failure underneath, usually the HTTP client's own error. */
  cause?: unknown;
  /** The client's own response object, once there was one. */
  response?: unknown;
  /** The beginning of a refused response's body, as text. */
  body?: string | undefined;
  /** The event whose data could not be used. */
  event?: ServerSentEvent;
}

/**
 * The one error class of these packages: tell failures apart by {@link SSEError.code | code}.
 *
 * An abort by the caller is not an `SSEError`: it is the caller's own `signal.reason`.
 */
export class SSEError extends Error {
  override readonly name: string = "SSEError";
  /** Which failure this is. */
  readonly code: SSEErrorCode;
  readonly #response: unknown;
  /** With `ERR_SSE_STATUS` and `ERR_SSE_CONTENT_TYPE`, the first 64 KiB at most of the response's body as text; otherwise `undefined`. */
  readonly body: string | undefined;
  /** With `ERR_SSE_DATA`, the event whose data is not JSON; otherwise `undefined`. */
  readonly event: ServerSentEvent | undefined;

  constructor(code: SSEErrorCode, message: string, options: SSEErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.#response = options.response;
    this.body = options.body;
    this.event = options.event;
  }

  /** The client's own response object; `undefined` where no response came. No field: it would be printed with the error, secrets and all. */
  get response(): unknown {
    return this.#response;
  }
}

/**
 * Whether a caught value is an {@link SSEError}: told by its name and code, so that it holds for one of another copy of this package, too,
 * where `instanceof` fails.
 */
export function isSSEError(value: unknown): value is SSEError {
  return value instanceof Error && value.name === "SSEError" && "code" in value && String(value.code).startsWith("ERR_SSE_");
}

/**
 * What went wrong at the bottom of an error's causes, for a message that names it: its code, or else its own words. Clients put URLs into
 * those, so they end before the first that could be of one, its query and credentials. `""` where it says nothing.
 */
export function faultOf(error: unknown, depth = 9): string {
  // Not by `instanceof`: a runtime's own errors are of another realm where tests run in one of theirs.
  const { code, cause, message }: { code?: unknown; cause?: unknown; message?: unknown } = Object(error);
  return (
    (cause && depth ? faultOf(cause, depth - 1) : "") ||
    (typeof code === "string" ? code : String(message ?? "").replace(/(^|:?\s)\S*[/\\?#@=&%].*/s, ""))
  );
}
