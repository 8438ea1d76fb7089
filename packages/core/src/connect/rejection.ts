import type { Clock } from "../clock.ts";
import { SSEError, typeErrorOf } from "../errors.ts";
import { type GivenHeaders, responseHeaders } from "../headers.ts";
import { causeChain, reasonOf } from "../redact.ts";
import { type BodyHolder, type BodyReader, releaseBody } from "../source/body.ts";
import { refusedBody } from "../source/refused-body.ts";
import { canParse, inBrowser, unusable } from "./request.ts";
import type { SSERequest } from "./transport.ts";

/**
 * What `connectSSE` throws when the client rejects: a TypeError for a URL that can't be used, `ERR_SSE_STATUS` if the client or a wrapper of it
 * threw for a status, otherwise `ERR_SSE_CONNECT`.
 *
 * @param label - what messages begin with
 * @param abort - closes the connection
 */
export async function rejectionOf(
  cause: unknown,
  request: SSERequest,
  label: string,
  clock: Clock,
  abort: () => void,
): Promise<SSEError | TypeError> {
  const { status, headers, response, body = {}, by = "" } = thrownResponse(cause);
  if (status === undefined) {
    if (isUnusable(request.url, cause)) return typeErrorOf(unusable(request.method, request.url, "an absolute HTTP URL"), cause);
    const message = `${label}: expected a response, got ${reasonOf(cause) || "none"}`;
    if (causeChain(cause).some(isMistake)) return typeErrorOf(message, cause);
    return new SSEError("ERR_SSE_CONNECT", message + preflightHint(request), { cause });
  }
  let reader: BodyReader | undefined;
  const bodyText = await refusedBody(body, clock, (opened) => {
    reader = opened;
  });
  // The refused response must not hold its connection. Abort first: to cancel its body isn't enough over axios's fetch adapter.
  abort();
  releaseBody(reader, null);
  const message = `${label}: expected status 2xx, got ${status}${by}`;
  return new SSEError("ERR_SSE_STATUS", message, { cause, response, status, headers: headers && responseHeaders(headers), body: bodyText });
}

/** A URL that no client can send, as opposed to a server that didn't answer: a relative one without a base, or one that isn't HTTP. */
function isUnusable(url: string, error: unknown): boolean {
  if (canParse(url) && /^\s*https?:\/\//i.test(url)) return false;
  if (canParse(url) && !/^\s*https?:/i.test(url)) return true;
  return causeChain(error)
    .map(Object)
    .some(({ name, code, message }) => code === "ERR_INVALID_URL" || (name === "TypeError" && /\burl\b/i.test(String(message))));
}

/**
 * Browsers don't say why CORS refused a request. `Last-Event-ID` isn't safelisted, so a server that doesn't answer `OPTIONS` works until the first
 * drop and never again: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
function preflightHint({ url, headers }: SSERequest): string {
  if (!inBrowser() || headers["last-event-id"] === undefined) return "";
  const { location }: Partial<typeof globalThis> = globalThis;
  if (!location || new URL(url, location.href).origin === location.origin) return "";
  return ". Last-Event-ID makes a browser send OPTIONS first, and the server must allow the header";
}

/**
 * Whether a client refused to send such a request at all. Trying again never helps: a method that `fetch` forbids, or a header, body or option that the
 * client doesn't take.
 */
function isMistake(error: unknown): boolean {
  const { code, name, message }: { code?: unknown; name?: unknown; message?: unknown } = Object(error);
  const words = String(message);
  if (name === "TypeError" && /^Request(Init| constructor| with)|HTTP method/.test(words)) return true;
  return MISTAKES.has(String(code));
}

const MISTAKES: ReadonlySet<string> = new Set([
  "UND_ERR_INVALID_ARG",
  "UND_ERR_NOT_SUPPORTED",
  "ERR_BAD_OPTION",
  "ERR_BAD_OPTION_VALUE",
  "ERR_HTTP_INVALID_HEADER_VALUE",
  "ERR_INVALID_ARG_TYPE",
  "ERR_INVALID_ARG_VALUE",
  "ERR_INVALID_CHAR",
  "ERR_INVALID_HTTP_TOKEN",
  "ERR_INVALID_PROTOCOL",
  "ERR_UNESCAPED_CHARACTERS",
]);

interface ThrownResponse {
  readonly status?: number;
  readonly headers?: GivenHeaders | undefined;
  readonly response?: unknown;
  readonly body?: BodyHolder;
  /** What messages add, if it wasn't the server that refused. */
  readonly by?: string;
}

/**
 * The response that an error carries. A `fetch` wrapper that throws unless `ok`, undici's `responseError` interceptor, axios's interceptors and ofetch
 * each reject for a status, and put it under `status`, `statusCode` or `response.status`.
 */
function thrownResponse(error: unknown): ThrownResponse {
  for (const thrown of causeChain(error).map(Object)) {
    const response = thrown.response && Object(thrown.response);
    const status = [response?.status, thrown.status, thrown.statusCode, response?.statusCode].map(numberOf).find(isRefusedStatus);
    if (status === undefined) {
      // A proxy that refuses to make a tunnel. undici tells its status only in words.
      const refusal = Number(/^Proxy .*\((\d{3})\)/.exec(thrown.message)?.[1]);
      if (isRefusedStatus(refusal)) return { status: refusal, by: " from the proxy" };
      continue;
    }
    const headers = response?.headers ?? thrown.headers;
    // What the client has already read comes first, because the response's body is used by then.
    const data = thrown.data ?? thrown.body ?? response?.data ?? response?._data;
    const body = data === undefined ? (response ?? {}) : { body: data };
    return { status, headers: typeof headers === "object" && headers ? headers : undefined, response, body };
  }
  return {};
}

/** Some clients give a status as text. */
const numberOf = (status: unknown): number => (typeof status === "number" || typeof status === "string" ? Number(status) : Number.NaN);

const isRefusedStatus = (status: number): boolean =>
  Number.isInteger(status) && status >= 100 && status <= 599 && !(status >= 200 && status < 300);
