import { connect, type EventSource, type SSEHeaders, type SSEOptions, type WebResponse } from "@sse/core";

/** Any function that is called like `fetch`: the runtime's own, undici's, a wrapper, a Hono app's `request`. It may return a response without a promise. */
export type FetchFunction<R extends WebResponse = Response, I = RequestInit> = (url: string, init: I) => R | Promise<R>;

/**
 * The options of the given `fetch`, passed through, and those of {@link SSEOptions}.
 *
 * `method` is the second argument. `signal` is joined with the source's own, so that closing works. In a browser, `cache` is `"no-store"`
 * unless it's given.
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
 * With `fetch`:
 *
 * - It resolves for every status. Iterating the source checks the status.
 * - Node's fetch breaks the connection after 300 s without a byte. If your server doesn't send comments more often, pass a `dispatcher` with
 *   `bodyTimeout: 0` in the options.
 * - Redirects are followed. On the way to another origin, `authorization` and `cookie` are dropped, and custom headers are kept.
 *
 * @param client - the `fetch` function to use
 * @param method - the HTTP method
 * @param url - the URL; a relative one works if the client resolves it
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` or `ERR_SSE_CONNECT_TIMEOUT`; `signal.reason` when aborted; TypeError when the client
 * isn't a function, or an argument can't be used.
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
