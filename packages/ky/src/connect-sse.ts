import { connect, type EventSource, type SSEHeaders, type SSEOptions } from "@sse/core";
import type { KyInstance, KyResponse, Options } from "ky";

/**
 * The options of ky itself, passed through, and those of {@link SSEOptions}.
 *
 * Streaming owns `method` (the second argument), `signal` (joined with the source's own, so that closing works), `timeout` (off: use
 * `connectTimeout` and `idleTimeout`) and `throwHttpErrors` (off: iterating the source checks the status). `retry` is 0 unless it is given
 * in this call, whatever the instance's default: a repeated request may cost its sender twice.
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
 * What is particular to ky:
 *
 * - The instance's prefix, `searchParams`, `json` and hooks work as ever; hooks run once.
 * - ky gives up after 10 s by default and retries; neither is right for a stream, so both are off.
 * - Redirects are followed, without `authorization` and `cookie` where they lead to another origin; custom headers are sent on.
 *
 * @param client - ky itself, or an instance from `ky.create` or `ky.extend`
 * @param method - the HTTP method
 * @param url - where to; relative to the instance's prefix or base URL, where it has one
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` or `ERR_SSE_CONNECT_TIMEOUT`; `signal.reason` when aborted; TypeError when the client
 * is no ky instance, or an argument cannot be used.
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
  return connect<KyResponse>(
    async ({ method, url, headers: values, signal, cache }) => {
      // As `Headers`: to records ky adds records, and an instance's `Accept` would be sent beside our `accept`. In a `Headers`, "undefined"
      // is ky's word for a default of the instance that this call removes.
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
