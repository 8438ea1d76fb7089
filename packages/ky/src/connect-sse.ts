import { connect, type EventSource, expectOptions, type SSEHeaders, type SSEOptions } from "@sse/core";
import type { KyInstance, KyResponse, Options } from "ky";

/**
 * The options of ky, passed through, and those of {@link SSEOptions}.
 *
 * `method` is the second argument. `signal` is joined with the source's own, so that closing works. `timeout` is off: use `connectTimeout` and
 * `idleTimeout`. `throwHttpErrors` is off, because iterating the source checks the status. `retry` is 0 unless this call sets it, whatever the
 * instance's default, because a repeated request may cost money twice.
 */
export interface KyOptions
  extends Omit<Options, "method" | "headers" | "signal" | "timeout" | "totalTimeout" | "throwHttpErrors">,
    SSEOptions {
  /** As ky takes them. `null` for a header removes one of ours. */
  headers?: Options["headers"] | SSEHeaders | null | undefined;
}

/**
 * Sends a request with a ky instance and resolves with the response's event stream.
 *
 * ```ts
 * import { connectSSE } from "@sse/ky";
 * import ky from "ky";
 *
 * const source = await connectSSE(ky, "GET", "http://localhost:8000/sse");
 * for await (const event of source) console.log(event.event, event.data);
 * ```
 *
 * With ky:
 *
 * - The instance's prefix, `searchParams`, `json` and hooks work as usual. Hooks run once.
 * - By default ky gives up after 10 s, and retries. Both would break a stream, so both are off.
 * - Redirects are followed. On the way to another origin, `authorization` and `cookie` are dropped, and custom headers are kept.
 *
 * @param client - ky itself, or an instance from `ky.create` or `ky.extend`
 * @param method - the HTTP method
 * @param url - the URL; relative to the instance's prefix or base URL, if it has one
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` or `ERR_SSE_CONNECT_TIMEOUT`; `signal.reason` when aborted; TypeError when the client
 * isn't a ky instance, or an argument can't be used.
 */
export async function connectSSE(
  client: KyInstance,
  method: string,
  url: string | URL,
  options: KyOptions = {},
): Promise<EventSource<KyResponse>> {
  if (typeof client?.extend !== "function" || typeof client !== "function") {
    throw new TypeError(`Expected a ky instance as the client, got ${client === null ? "null" : typeof client}`);
  }
  expectOptions(options);
  return connect<KyResponse>(
    async ({ method, url, headers: values, signal, cache }) => {
      // A `Headers`, not a record: ky merges records by exact name, so an instance's `Accept` would be sent beside our `accept`. In a `Headers`,
      // ky takes the value "undefined" to mean that this call removes the instance's header.
      const headers = new Headers(values);
      for (const [name, value] of Object.entries(options.headers ?? {})) if (value === undefined) headers.set(name, "undefined");
      const own = { method, headers, signal, timeout: false, totalTimeout: false, throwHttpErrors: false } as const;
      return client(url, { ...(cache && { cache }), ...options, retry: options.retry ?? 0, ...own });
    },
    method,
    url,
    { ...options, body: options.json ?? options.body },
  );
}
