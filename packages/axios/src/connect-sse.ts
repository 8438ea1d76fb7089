import { connect, type EventSource, fromReadable, type NodeReadable, type SSEBody, type SSEOptions } from "@sse/core";
import type { AxiosRequestConfig, AxiosResponse, AxiosStatic } from "axios";

/** axios's types for CommonJS export its class `Axios` as a value alone, not as a type. */
type Axios = InstanceType<AxiosStatic["Axios"]>;

/**
 * The options of an axios request, passed through, and those of {@link SSEOptions}.
 *
 * Streaming owns `method` and `url` (the arguments say them), `signal` (joined with the source's own, so that closing works), `timeout` (off:
 * use `connectTimeout` and `idleTimeout`), `maxContentLength` (off: it counts the whole stream), `decompress` (on: events are read from
 * text), `responseType`, `transformResponse` and `validateStatus` (off: iterating the source checks the status).
 */
export interface AxiosOptions
  extends Omit<
      AxiosRequestConfig,
      "method" | "url" | "signal" | "timeout" | "maxContentLength" | "decompress" | "responseType" | "transformResponse" | "validateStatus"
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
 * What is particular to axios:
 *
 * - The instance's `baseURL`, `params`, `auth` and interceptors work as ever; its own `timeout` and `maxContentLength` do not apply.
 * - `XMLHttpRequest` cannot stream. Where axios would choose it, as in a browser, its fetch adapter is used.
 * - An abort throws the reason that was given, where axios by itself throws a `CanceledError` without it.
 * - Redirects are followed, without `authorization` and `cookie` where they lead to another origin; custom headers are sent on.
 *
 * @param client - axios itself, an instance from `axios.create`, or one of its `Axios` class
 * @param method - the HTTP method
 * @param url - where to; relative to the instance's `baseURL`, where it has one
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` or `ERR_SSE_CONNECT_TIMEOUT`; `signal.reason` when aborted; TypeError when the client
 * is no axios instance, has no adapter that streams, or an argument cannot be used.
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
  const adapter = streaming(options.adapter ?? client.defaults.adapter ?? ["http", "fetch"]);
  // Groups such as `common` are axios's own business, as is `null`, which removes an instance's default: both are handed on as they are.
  const given = Object.entries(options.headers ?? {}).filter(([, value]) => typeof value !== "object" || Array.isArray(value));
  return connect(
    async ({ method, url, headers, signal, cache }) => {
      const raw = await client.request<unknown>({
        ...options,
        ...(cache && { fetchOptions: { cache, ...options.fetchOptions } }),
        adapter,
        method,
        url,
        headers: { ...options.headers, ...headers },
        signal,
        timeout: 0,
        maxContentLength: -1,
        decompress: true,
        responseType: "stream",
        transformResponse: [],
        validateStatus: () => true,
      });
      const get = (name: string): string | undefined => raw.headers[name]?.toString();
      return { status: raw.status, headers: { get }, body: bodyOf(raw.data), raw };
    },
    method,
    url,
    { ...options, headers: given, body: options.data },
  );
}

type Adapter = NonNullable<AxiosRequestConfig["adapter"]>;

/** The adapters to choose from, without the one that cannot stream. */
function streaming(adapter: Adapter): Adapter {
  const able = [adapter].flat().filter((name) => name !== "xhr");
  if (able.length === 0)
    throw new TypeError('Expected an axios instance with an adapter that streams ("http" or "fetch"), got one with "xhr" only');
  return able;
}

/** A Node stream or a web stream, as axios's own adapters give them; a custom adapter may hand over the whole body at once. */
function bodyOf(data: unknown): SSEBody | null {
  if (data === null || data === undefined) return null;
  if (data instanceof Uint8Array) return whole(data);
  if (typeof data === "string") return whole(new TextEncoder().encode(data));
  if (isWebStream(data)) return data;
  if (isNodeStream(data)) return fromReadable(data);
  throw new TypeError(`Expected a stream, bytes or text as the response's data, got ${typeof data}`);
}

function isWebStream(data: object): data is ReadableStream<Uint8Array> {
  return "getReader" in data;
}

function isNodeStream(data: object): data is NodeReadable {
  return "read" in data && "on" in data && "destroy" in data;
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
