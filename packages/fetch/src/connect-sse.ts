import { connect, type EventSource, type SSEHeaders, type SSEOptions, type WebResponse } from "@sse/core";

/** Any function that is called like `fetch`: the runtime's own, undici's, a wrapper, a Hono app's `request`. It may return a response without a promise. */
export type FetchFunction<R extends WebResponse = Response, I = RequestInit> = (url: string, init: I) => R | Promise<R>;

/**
 * The options of the given `fetch` itself, passed through, and those of {@link SSEOptions}.
 *
 * Streaming owns `method` (the second argument) and `signal` (joined with the source's own, so that closing works). In a browser it also
 * sets `cache: "no-store"`, where that is not given.
 */
export type FetchOptions<I = RequestInit> = Omit<NonNullable<I>, "method" | "signal" | "headers"> &
  SSEOptions & {
    /** As `fetch` takes them. `null` for a header removes one of ours. */
    headers?: SSEHeaders | null | undefined;
  };

/**
 * Sends a request with `fetch` and resolves with the response's event stream.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 *
 * const source = await connectSSE(fetch, "GET", "http://localhost:8000/sse");
 * for await (const event of source) console.log(event.event, event.data);
 * ```
 *
 * What is particular to `fetch`:
 *
 * - It resolves for every status; iterating the source is what checks it.
 * - Node's fetch gives up after 300 s without a byte and shows it as a broken connection. A server that sends a comment now and then is
 *   never hit; for one that does not, pass a `dispatcher` with `bodyTimeout: 0` in the options.
 * - Redirects are followed, without `authorization` and `cookie` where they lead to another origin; custom headers are sent on.
 *
 * @param client - the `fetch` function to use
 * @param method - the HTTP method
 * @param url - where to; relative URLs work where the client resolves them
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` or `ERR_SSE_CONNECT_TIMEOUT`; `signal.reason` when aborted; TypeError when the client
 * is no `fetch` function, or an argument cannot be used.
 */
export async function connectSSE<R extends WebResponse = Response, I = RequestInit>(
  client: FetchFunction<R, I>,
  method: string,
  url: string | URL,
  options?: FetchOptions<I>,
): Promise<EventSource<R>> {
  if (typeof client !== "function") throw new TypeError(`Expected a fetch function as the client, got ${typeof client}`);
  return connect<R>(
    // Every `fetch` takes these four, whatever type it declares for its `init`.
    ({ url, cache, ...init }) => client(url, { ...(cache && { cache }), ...options, ...init } as I),
    method,
    url,
    options,
  );
}
