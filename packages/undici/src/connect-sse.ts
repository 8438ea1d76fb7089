import { connect, type EventSource, expectOptions, type SSEHeaders, type SSEOptions } from "@sse/core";
import type { Dispatcher } from "undici";
import { inflate } from "./inflate.ts";
import { joinChunks } from "./join-chunks.ts";

/** The `undici` module. As a client, it means its global dispatcher. */
export interface UndiciModule {
  getGlobalDispatcher(): Dispatcher;
  request(url: string, options: UndiciRequestOptions): Promise<Dispatcher.ResponseData>;
}

type UndiciRequestOptions = Omit<Dispatcher.RequestOptions, "origin" | "path"> & { dispatcher?: Dispatcher };

/**
 * The options of undici's `request`, passed through, and those of {@link SSEOptions}.
 *
 * `origin`, `path` and `method` come from the arguments. `signal` is joined with the source's own, so that closing works. `bodyTimeout` is off:
 * use `idleTimeout`. `responseHeaders` can't be set.
 */
export interface UndiciOptions
  extends Omit<Dispatcher.RequestOptions, "origin" | "path" | "method" | "headers" | "signal" | "bodyTimeout" | "responseHeaders">,
    SSEOptions {
  /** As undici takes them. `null` for a header removes one of ours. */
  headers?: Dispatcher.RequestOptions["headers"] | SSEHeaders;
}

/**
 * Sends a request through an undici dispatcher and resolves with the response's event stream.
 *
 * ```ts
 * import { connectSSE } from "@sse/undici";
 * import { Agent } from "undici";
 *
 * const source = await connectSSE(new Agent(), "GET", "http://localhost:8000/sse");
 * for await (const event of source) console.log(event.event, event.data);
 * ```
 *
 * With undici:
 *
 * - A stream keeps its connection busy. A `Client` sends no other request meanwhile, and a `Pool` of n connections carries n streams.
 * - Redirects are followed only by a dispatcher that was composed with `interceptors.redirect()`.
 * - A compressed response is inflated here, because `request` doesn't do it. undici doesn't ask for compression unless you do.
 * - A dispatcher with `maxResponseSize` ends the stream at that size. Don't set it for event streams.
 *
 * @param client - any `Dispatcher` (Agent, Client, Pool, ProxyAgent, …), or the `undici` module for its global one
 * @param method - the HTTP method
 * @param url - the URL, absolute
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` or `ERR_SSE_CONNECT_TIMEOUT`; `signal.reason` when aborted; TypeError when the client
 * isn't a dispatcher, or an argument can't be used.
 */
export async function connectSSE(
  client: Dispatcher | UndiciModule,
  method: string,
  url: string | URL,
  options: UndiciOptions = {},
): Promise<EventSource<Dispatcher.ResponseData>> {
  if (typeof client?.request !== "function" || !("dispatch" in client || "getGlobalDispatcher" in client)) throw notUndici(client);
  expectOptions(options);
  return connect(
    async ({ method, url, headers, signal }) => {
      // Without connectTimeout, undici's own limit of 300 s to the headers stays.
      const limits = { bodyTimeout: 0, responseHeaders: null, ...(options.connectTimeout && { headersTimeout: 0 }) };
      const request = { ...options, ...limits, method, headers, signal };
      const { origin, pathname, search } = new URL(url);
      const dispatcher = "getGlobalDispatcher" in client ? client.getGlobalDispatcher() : client;
      const raw = await ("getGlobalDispatcher" in client
        ? client.request(url, { dispatcher: joined(dispatcher), ...request })
        : joined(dispatcher).request({ ...request, origin, path: pathname + search }));
      // Bun's stand-in for the module has inflated the body already, but its headers still say that it is compressed.
      const encoding = "dispatch" in dispatcher ? raw.headers["content-encoding"]?.toString() : "";
      return { status: raw.statusCode, headers: raw.headers, body: inflate(raw.body, encoding), raw };
    },
    method,
    url,
    { ...options, headers: pairs(options.headers) },
  );
}

/** Bun replaces the package `undici` with a stand-in. Its module can send requests, but its dispatchers have no methods. */
function notUndici(client: unknown): TypeError {
  const expected = "Expected an undici Dispatcher, or the undici module, as the client";
  if (!("Bun" in globalThis) || typeof client !== "object" || !client) {
    return new TypeError(`${expected}, got ${client === null ? "null" : typeof client}`);
  }
  return new TypeError(
    `${expected}, got Bun's stand-in for one: pass the module (import * as undici from "undici"), install the real package under another name ("npm:undici@8"), or use @sse/fetch`,
  );
}

/** A dispatcher that joins small chunks. Custom dispatchers may lack `compose`. */
const joined = (dispatcher: Dispatcher): Dispatcher => ("compose" in dispatcher ? dispatcher.compose(joinChunks) : dispatcher);

/** undici also takes a flat list of names and values. */
function pairs(headers: UndiciOptions["headers"]): SSEHeaders | undefined {
  if (!headers || !isFlat(headers)) return headers ?? undefined;
  return headers.flatMap((name, index): [string, string | undefined][] => (index % 2 === 0 ? [[name, headers[index + 1]]] : []));
}

function isFlat(headers: NonNullable<UndiciOptions["headers"]>): headers is string[] {
  return Array.isArray(headers) && typeof headers[0] === "string";
}
