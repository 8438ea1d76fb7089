import { lateBody, utf8 } from "./bytes.ts";
import { ACCEPTED_CODINGS, inflated } from "./content-coding.ts";
import { type AppResponse, type Body, type ClientRequest, exchange, type HeaderList, type Origin } from "./exchange.ts";
import { followRedirects } from "./redirects.ts";
import { requestBody } from "./request-body.ts";
import { webResponse } from "./web-response.ts";

/** A function that is called like `fetch`. */
export type FetchView = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * Makes a `fetch` whose requests an app answers.
 *
 * It follows redirects, inflates and fails as the platform's `fetch` does: a connection that breaks is a TypeError with a cause, and an abort
 * throws `signal.reason`.
 *
 * @param baseURL - what relative URLs are resolved against
 */
export function fetchView(origin: Origin, baseURL: string): FetchView {
  const ask = async (request: ClientRequest): Promise<AppResponse> => {
    if (!/^https?:$/.test(request.url.protocol)) throw new Error("unknown scheme");
    return exchange(origin, request);
  };
  return async (input, init) => {
    const { request, redirect } = parse(input, init, baseURL);
    const { response, url, redirected } = await followRedirects(ask, request, redirect).catch((error: unknown) => {
      throw networkError("fetch failed", error, request);
    });
    const failed = (error: unknown): unknown => networkError("terminated", error, request);
    return webResponse({ ...response, body: inflated(response) }, { url: url.href, redirected }, failed);
  };
}

interface Parsed {
  readonly request: ClientRequest;
  readonly redirect: RequestRedirect;
}

/** Uses the platform's `Request`, if it has one, to check and normalize the arguments. */
function parse(input: string | URL | Request, init: RequestInit | undefined, baseURL: string): Parsed {
  if (typeof Request !== "function") return parseWithoutRequest(input, init, baseURL);
  const request = new Request(isRequest(input) ? input : new URL(input, baseURL), init);
  const { method, redirect } = request;
  // The caller's own signal. A request's signal follows it, but can be collected while the caller's lives.
  const signal = init?.signal ?? (isRequest(input) ? input.signal : undefined);
  const given = init?.body === undefined || init.body === null ? undefined : lengthOf(init.body);
  const body = bodyOf(request);
  const headers = withDefaults([...request.headers], given);
  return { request: { method, url: new URL(request.url), headers, body, signal }, redirect };
}

function bodyOf(request: Request): Body | undefined {
  if (request.body !== undefined) return requestBody(request.body)?.body;
  // In Firefox, a request doesn't show its body.
  return request.method === "GET" || request.method === "HEAD" ? undefined : lateBody(() => request.arrayBuffer());
}

/** jest's jsdom environment has no `Request`. */
function parseWithoutRequest(input: string | URL | Request, init: RequestInit = {}, baseURL: string): Parsed {
  const method = (init.method ?? "GET").toUpperCase();
  const body = requestBody(init.body);
  if (body && (method === "GET" || method === "HEAD")) throw new TypeError("Request with GET/HEAD method cannot have body.");
  const { headers = {} } = init;
  const pairs =
    Symbol.iterator in headers ? [...(headers as Iterable<[string, string]>)] : Object.entries(headers as Record<string, string>);
  const list = pairs.map(([name, value]): [string, string] => [name.toLowerCase(), String(value)]);
  if (body?.type && !list.some(([name]) => name === "content-type")) list.push(["content-type", body.type]);
  const url = new URL(isRequest(input) ? input.url : input, baseURL);
  const request = { method, url, headers: withDefaults(list, body?.length), body: body?.body, signal: init.signal };
  return { request, redirect: init.redirect ?? "follow" };
}

/** Not `instanceof`, because a polyfill's request counts as well. */
const isRequest = (input: string | URL | Request): input is Request => typeof input === "object" && "url" in input;

const lengthOf = (body: BodyInit): number | undefined => {
  if (typeof body === "string") return utf8(body).length;
  return ArrayBuffer.isView(body) ? body.byteLength : undefined;
};

/** What a `fetch` adds to every request. */
function withDefaults(headers: [string, string][], contentLength: number | undefined): HeaderList {
  const defaults: [string, string | undefined][] = [
    ["accept", "*/*"],
    ["accept-encoding", ACCEPTED_CODINGS],
    ["content-length", contentLength?.toString()],
  ];
  const missing = defaults.filter((pair): pair is [string, string] => pair[1] !== undefined && !headers.some(([name]) => name === pair[0]));
  return [...headers, ...missing];
}

/** The error as `fetch` reports it. An abort keeps the caller's reason. */
function networkError(message: string, error: unknown, { signal }: ClientRequest): unknown {
  if (signal?.aborted && error === signal.reason) return error;
  return new TypeError(message, { cause: error });
}
