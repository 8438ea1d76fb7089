import { type BodyHolder, type BodyReader, releaseBody } from "./body.ts";
import type { Clock } from "./clock.ts";
import { SSEError } from "./errors.ts";
import { type GivenHeaders, responseHeaders } from "./headers.ts";
import { causeChain, reasonOf } from "./redact.ts";
import { refusedBody } from "./refused-body.ts";
import { canParse, inBrowser, unusable } from "./request.ts";
import type { SSERequest } from "./transport.ts";

/**
 * What `connectSSE` throws when the client rejects: a TypeError for a URL that can't be used, `ERR_SSE_STATUS` if the client or a wrapper of it
 * threw for a status, otherwise `ERR_SSE_CONNECT`.
 *
 * @param label - what messages begin with
 */
export async function rejectionOf(cause: unknown, request: SSERequest, label: string, clock: Clock): Promise<SSEError | TypeError> {
  if (isUnusable(request.url, cause)) return unusable(request.method, request.url, cause);
  const { status, headers, response, body = {} } = thrownResponse(cause);
  if (status === undefined) {
    const message = `${label}: expected a response, got ${reasonOf(cause) || "none"}${preflightHint(request)}`;
    return new SSEError("ERR_SSE_CONNECT", message, { cause });
  }
  let reader: BodyReader | undefined;
  const bodyText = await refusedBody(body, clock, (opened) => {
    reader = opened;
  });
  releaseBody(reader, null); // The refused response must not hold its connection.
  const message = `${label}: expected status 2xx, got ${status}`;
  return new SSEError("ERR_SSE_STATUS", message, { cause, response, status, headers: headers && responseHeaders(headers), body: bodyText });
}

/** A URL that no client can send, as opposed to a server that didn't answer: a relative one without a base, or one that isn't HTTP. */
function isUnusable(url: string, error: unknown): boolean {
  if (canParse(url)) return !/^\s*(https?|data|blob):/i.test(url);
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

interface ThrownResponse {
  readonly status?: number;
  readonly headers?: GivenHeaders | undefined;
  readonly response?: unknown;
  readonly body?: BodyHolder;
}

/**
 * The response that an error carries. A `fetch` wrapper that throws unless `ok`, undici's `responseError` interceptor, axios's interceptors and ofetch
 * each reject for a status, and put it under `status`, `statusCode` or `response.status`.
 */
function thrownResponse(error: unknown): ThrownResponse {
  for (const thrown of causeChain(error).map(Object)) {
    const response = thrown.response && Object(thrown.response);
    const status = [response?.status, thrown.status, thrown.statusCode, response?.statusCode].find(isRefusedStatus);
    if (status === undefined) continue;
    const headers = response?.headers ?? thrown.headers;
    // What the client has already read comes first, because the response's body is used by then.
    const data = thrown.data ?? thrown.body ?? response?.data ?? response?._data;
    const body = data === undefined ? (response ?? {}) : { body: data };
    return { status, headers: typeof headers === "object" && headers ? headers : undefined, response, body };
  }
  return {};
}

const isRefusedStatus = (status: unknown): status is number =>
  Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599 && !(Number(status) >= 200 && Number(status) < 300);
