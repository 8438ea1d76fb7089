import type { SSEResponseHeaders } from "./headers.ts";
import { type Inspect, present, printAs } from "./inspect.ts";
import { causeChain, redact } from "./redact.ts";

/**
 * Every way in which a stream can fail, as `error.code`.
 *
 * | code | when |
 * |---|---|
 * | `ERR_SSE_CONNECT` | there was no response: refused, DNS, TLS, … |
 * | `ERR_SSE_CONNECT_TIMEOUT` | no response headers within `connectTimeout` |
 * | `ERR_SSE_STATUS` | the status isn't 2xx |
 * | `ERR_SSE_CONTENT_TYPE` | the response isn't an event stream |
 * | `ERR_SSE_DISCONNECTED` | the stream broke off |
 * | `ERR_SSE_IDLE_TIMEOUT` | no byte within `idleTimeout` |
 * | `ERR_SSE_EVENT_TOO_LARGE` | an event, or an unterminated line, over `maxEventSize` |
 * | `ERR_SSE_TRUNCATED` | a clean end before the event that `until` names |
 * | `ERR_SSE_SERVER` | an event that the stream's contract declares as an error |
 * | `ERR_SSE_DATA` | data that isn't JSON, or doesn't match its schema |
 * | `ERR_SSE_GAVE_UP` | `reconnect` gave up; `cause` is the last failure |
 */
export type SSEErrorCode =
  | "ERR_SSE_CONNECT"
  | "ERR_SSE_CONNECT_TIMEOUT"
  | "ERR_SSE_STATUS"
  | "ERR_SSE_CONTENT_TYPE"
  | "ERR_SSE_DISCONNECTED"
  | "ERR_SSE_IDLE_TIMEOUT"
  | "ERR_SSE_EVENT_TOO_LARGE"
  | "ERR_SSE_TRUNCATED"
  | "ERR_SSE_SERVER"
  | "ERR_SSE_DATA"
  | "ERR_SSE_GAVE_UP";

/** The fields of the event that an {@link SSEError} is about: a `ServerSentEvent`. */
export interface SSEErrorEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string;
  readonly retry: number | undefined;
}

/** What an {@link SSEError} carries besides its code and message. */
export interface SSEErrorOptions {
  /** The failure underneath, usually the HTTP client's own error. */
  cause?: unknown;
  /** The client's own response object, if there was a response. */
  response?: unknown;
  /** The response's status, if there was a response. */
  status?: number | undefined;
  /** The response's headers, if there was a response. */
  headers?: SSEResponseHeaders | undefined;
  /** The beginning of a refused response's body, as text, or what followed the last event of a truncated stream. */
  body?: string | undefined;
  /** The event that the error is about. */
  event?: SSEErrorEvent | undefined;
  /** The event's data, parsed. */
  data?: unknown;
  /** Why the data doesn't match its schema. */
  issues?: readonly SSEErrorIssue[] | undefined;
}

/** One way in which data doesn't match its schema, as {@link https://standardschema.dev | Standard Schema} defines it. */
export interface SSEErrorIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * The one error class of these packages. {@link SSEError.code | code} tells failures apart.
 *
 * An abort by the caller isn't an `SSEError`: the caller sees its own `signal.reason`.
 *
 * Printing it shows no secret: the response, its headers and the client's own error are there to be read, but aren't printed.
 */
export class SSEError extends Error {
  /** Always `"SSEError"`. */
  override readonly name: string = "SSEError";
  /** Which failure this is. */
  readonly code: SSEErrorCode;
  /** The response's status; `undefined` if there was no response. */
  readonly status: number | undefined;
  /**
   * Up to 64 KiB of text: with `ERR_SSE_STATUS` and `ERR_SSE_CONTENT_TYPE`, the beginning of the response's body; with `ERR_SSE_TRUNCATED`, what
   * followed the last event, which often says why. Otherwise `undefined`.
   */
  readonly body: string | undefined;
  /** With `ERR_SSE_DATA` and `ERR_SSE_SERVER`, the event; with `ERR_SSE_TRUNCATED`, the last event delivered. Otherwise `undefined`. */
  readonly event: SSEErrorEvent | undefined;
  /** With `ERR_SSE_SERVER`, the event's data, parsed; otherwise `undefined`. */
  readonly data: unknown;
  /** With `ERR_SSE_DATA`, why the data doesn't match its schema; otherwise `undefined`. */
  readonly issues: readonly SSEErrorIssue[] | undefined;
  readonly #cause: unknown;
  readonly #response: unknown;
  readonly #headers: SSEResponseHeaders | undefined;

  constructor(code: SSEErrorCode, message: string, options: SSEErrorOptions = {}) {
    super(message);
    this.code = code;
    this.status = options.status;
    this.body = options.body;
    this.event = options.event;
    this.data = options.data;
    this.issues = options.issues;
    this.#cause = options.cause;
    this.#response = options.response;
    this.#headers = options.headers;
    printAs(this, (printing, inspect) => shown(this, printing, inspect));
  }

  /**
   * Parses {@link SSEError.body | body} as JSON, which is what most APIs answer a refused request with. Nothing checks the type parameter.
   *
   * @throws {@link SSEError} with code `ERR_SSE_DATA` when the body isn't JSON, or there is none.
   */
  json<T = unknown>(): T {
    try {
      return JSON.parse(this.body ?? "") as T;
    } catch (cause) {
      throw notJSON(this.body, cause);
    }
  }

  // Getters, not fields: logging the error would print the credentials that requests and responses hold.

  /** The failure underneath, usually the client's own error; `undefined` if there was none. */
  override get cause(): unknown {
    return this.#cause;
  }

  /** The client's own response object; `undefined` if there was no response. */
  get response(): unknown {
    return this.#response;
  }

  /** The response's headers, by any name whatever its case; `undefined` if there was no response. */
  get headers(): SSEResponseHeaders | undefined {
    return this.#headers;
  }
}

/** Not in the class: the build renames a class that mentions itself, and an uncaught error would be reported as `_SSEError`. */
function notJSON(body: string | undefined, cause: unknown): SSEError {
  const got = body === undefined ? "none" : JSON.stringify(body.slice(0, 80));
  return new SSEError("ERR_SSE_DATA", `Expected a body of JSON, got ${got}`, { cause, body });
}

/** What `console.log` shows: the stack, the public fields, and the causes' stacks. The causes' own fields hold requests with credentials. */
function shown(error: SSEError, options: object, inspect: Inspect): string {
  const { code, status, body, event, data, issues } = error;
  return `${error.stack} ${inspect(present({ code, status, body, event, data, issues }), options)}${causesOf(error, options, inspect)}`;
}

function causesOf(error: unknown, options: object, inspect: Inspect): string {
  let text = "";
  for (const cause of causeChain(error).slice(1)) {
    const shown = isSSEError(cause) ? inspect(cause, options) : redact(String(Object(cause).stack ?? cause));
    text += `\n  [cause]: ${shown.replaceAll("\n", "\n  ")}`;
    if (isSSEError(cause)) break; // It shows its own causes.
  }
  return text;
}

/** A TypeError that has a cause, and like an {@link SSEError} doesn't print what the cause's fields hold. */
export function typeErrorOf(message: string, cause: unknown): TypeError {
  const error = new TypeError(message);
  Object.defineProperty(error, "cause", { get: () => cause, configurable: true });
  printAs(error, (printing, inspect) => `${error.stack}${causesOf(error, printing, inspect)}`);
  return error;
}

/**
 * Whether a caught value is an {@link SSEError}, and one with that code if a code is given.
 *
 * It asks for the name and the code, so it also recognises errors of another copy of this package, where `instanceof` fails.
 */
export function isSSEError<C extends SSEErrorCode = SSEErrorCode>(value: unknown, code?: C): value is SSEError & { readonly code: C } {
  const { name, code: found }: { name?: unknown; code?: unknown } = Object(value);
  return name === "SSEError" && typeof found === "string" && (code ? found === code : found.startsWith("ERR_SSE_"));
}
