import { connect, type EventSource, expectOptions, type SSEOptions } from "@sse/core";
import { AxiosHeaders, type AxiosRequestConfig, type AxiosResponse, type AxiosStatic } from "axios";
import { Attempts } from "./adapter.ts";
import { asBytes } from "./text-headers.ts";

/** axios's CommonJS types export the class `Axios` only as a value, not as a type. */
type Axios = InstanceType<AxiosStatic["Axios"]>;

/**
 * The options of an axios request, passed through, and those of {@link SSEOptions}.
 *
 * `method` and `url` come from the arguments. `signal` is joined with the source's own, so that closing works. `timeout` is off: use
 * `connectTimeout` and `idleTimeout`. `maxContentLength` is off, because it would count the whole stream. `decompress` is on. `responseType` and
 * `transformResponse` can't be set.
 */
export interface AxiosOptions
  extends Omit<
      AxiosRequestConfig,
      "method" | "url" | "signal" | "timeout" | "maxContentLength" | "decompress" | "responseType" | "transformResponse"
    >,
    SSEOptions {}

/**
 * Sends a request with an axios instance and resolves with the response's event stream.
 *
 * ```ts
 * import { connectSSE } from "@sse/axios";
 * import axios from "axios";
 *
 * const source = await connectSSE(axios, "GET", "http://localhost:8000/sse");
 * for await (const event of source) console.log(event.event, event.data);
 * ```
 *
 * With axios:
 *
 * - The instance's `baseURL`, `params`, `auth` and interceptors work as usual; its own `timeout` and `maxContentLength` don't apply.
 * - An error interceptor runs for a refused status, as usual. If it sends a second request, such as one with a fresh token, that response is streamed.
 * - `XMLHttpRequest` can't stream. In a browser, where axios would choose it, its fetch adapter is used.
 * - An abort throws the signal's reason, not axios's `CanceledError`.
 * - Redirects are followed. On the way to another origin, `authorization` and `cookie` are dropped, and custom headers are kept.
 *
 * @param client - axios itself, an instance from `axios.create`, or one of its `Axios` class
 * @param method - the HTTP method
 * @param url - the URL; relative to the instance's `baseURL`, if it has one
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` or `ERR_SSE_CONNECT_TIMEOUT`; `signal.reason` when aborted; TypeError when the client
 * isn't an axios instance, has no adapter that streams, or an argument can't be used.
 */
export async function connectSSE(
  client: Axios,
  method: string,
  url: string | URL,
  options: AxiosOptions = {},
): Promise<EventSource<AxiosResponse<unknown>>> {
  if (typeof client?.request !== "function" || !client.defaults) {
    throw new TypeError(`Expected an axios instance as the client, got ${client === null ? "null" : typeof client}`);
  }
  expectOptions(options);
  const attempts = new Attempts(options.adapter ?? client.defaults.adapter ?? ["http", "fetch"]);
  // axios also takes pairs, a Map and a web Headers. Objects among the headers are its groups, such as `common`, which it gets unchanged.
  const entries = entriesOf(options.headers ?? {});
  const given = entries.filter(([, value]) => typeof value !== "object" || !value || Array.isArray(value));
  return connect<AxiosResponse<unknown>>(
    async ({ method, url, headers, signal, cache }) => {
      const adapter = cache ? attempts.adapterInBrowser : attempts.adapter;
      const raw = await client
        .request<unknown>({
          ...options,
          ...(cache && { fetchOptions: { cache, ...options.fetchOptions } }),
          adapter,
          transformRequest: [options.transformRequest ?? client.defaults.transformRequest ?? [], attempts.keep(adapter)].flat(),
          method,
          url,
          headers: { ...Object.fromEntries(entries), ...asBytes(headers) },
          signal,
          timeout: 0,
          maxContentLength: -1,
          decompress: true,
          responseType: "stream",
          transformResponse: [],
        })
        .catch(refusedResponse);
      attempts.closeAllBut(raw?.data);
      // A mock may give no data for an empty body.
      return typeof raw?.status === "number" ? { status: raw.status, headers: raw.headers ?? {}, body: raw.data ?? null, raw } : raw;
    },
    method,
    url,
    { ...options, headers: given, body: options.data },
  );
}

type HeaderEntry = [string, string | string[] | number | boolean | null];

/** Not the entries that `AxiosHeaders` iterates, which lack the headers that were set to `false`. */
function entriesOf(headers: NonNullable<AxiosOptions["headers"]>): HeaderEntry[] {
  const isIterable = Symbol.iterator in headers && !(headers instanceof AxiosHeaders);
  return isIterable ? [...(headers as object as Iterable<HeaderEntry>)] : Object.entries(headers);
}

/** For a refused status axios rejects, so that the instance's error interceptors run. If they don't recover, the response is in the error. */
function refusedResponse(error: unknown): AxiosResponse<unknown> {
  const { response }: { response?: AxiosResponse<unknown> } = Object(error);
  if (typeof response?.status === "number" && (response.status < 200 || response.status > 299)) return response;
  throw error;
}
