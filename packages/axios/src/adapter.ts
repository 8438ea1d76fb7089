import {
  AxiosError,
  type AxiosRequestConfig,
  type AxiosRequestTransformer,
  type AxiosResponse,
  getAdapter,
  type InternalAxiosRequestConfig,
} from "axios";
import { restoreText } from "./text-headers.ts";

type Adapter = NonNullable<AxiosRequestConfig["adapter"]>;
type Adapters = Exclude<Adapter, Adapter[]>[];
type Config = InternalAxiosRequestConfig;

/**
 * The requests that one call of `connectSSE` makes. There are several if an interceptor sends the request again, for example with a fresh token.
 *
 * Each has its own controller, so that the first response can be closed while the second is streamed. Cancelling its body isn't enough, because
 * axios's fetch adapter then waits for the server.
 */
export class Attempts {
  readonly #adapter: Adapters;
  #made: { readonly controller: AbortController; readonly body: unknown }[] = [];

  /** @throws TypeError when the only adapter is `XMLHttpRequest`, which can't stream. */
  constructor(adapter: Adapter) {
    this.#adapter = streaming(adapter);
  }

  /**
   * The adapter that axios is given. It lets the real adapter resolve for every status, and then rejects for a refused status itself. If axios's fetch
   * adapter rejected, it would stop listening to its signal, and the response in the error could never be closed.
   */
  readonly adapter = async (config: Config, adapters: Adapters = this.#adapter): Promise<AxiosResponse> => {
    const controller = new AbortController();
    const { signal } = config;
    signal?.addEventListener?.("abort", () => controller.abort());
    if (signal?.aborted) controller.abort();
    const request = { ...withOwnFetch(config), signal: controller.signal, validateStatus: null };
    const response = { ...(await getAdapter(adapters, request)(request)), config };
    this.#made.push({ controller, body: response.data });
    settle(response, config);
    return response;
  };

  /**
   * The same for browsers. axios's fetch adapter would set a `User-Agent` header, which costs every cross-origin request a CORS preflight in Firefox.
   */
  readonly adapterInBrowser = (config: Config, adapters?: Adapters): Promise<AxiosResponse> => {
    config.headers.set("User-Agent", false, false);
    return this.adapter(config, adapters);
  };

  /**
   * The last function of `transformRequest`, which axios calls after its request interceptors. If one of them has set another adapter, that one is used within ours.
   * Otherwise a refused response could never be closed, and `XMLHttpRequest` wouldn't stream.
   */
  keep(ours: typeof this.adapter): AxiosRequestTransformer {
    return function (this: Config, data: unknown) {
      const { adapter } = this;
      if (adapter && adapter !== ours) {
        const adapters = streaming(adapter);
        this.adapter = (config) => ours(config, adapters);
      }
      return data;
    };
  }

  /** Closes all responses except the one with this body, and forgets them. */
  closeAllBut(body: unknown): void {
    for (const attempt of this.#made) if (attempt.body !== body) attempt.controller.abort();
    this.#made = [];
  }
}

/** The adapters without `XMLHttpRequest`, which can't stream. */
function streaming(adapter: Adapter): Adapters {
  const adapters = [adapter].flat().filter((name) => name !== "xhr");
  if (adapters.length > 0) return adapters;
  throw new TypeError('Expected an axios instance with an adapter that streams ("http" or "fetch"), got one with "xhr" only');
}

type Fetch = NonNullable<NonNullable<Config["env"]>["fetch"]>;

/**
 * Wraps the `fetch` that axios's fetch adapter calls. The wrapper makes the last event ID text again, and removes the body of responses with
 * {@link https://fetch.spec.whatwg.org/#null-body-status | a null body status}. Browsers give these an empty body, and the adapter fails when it makes a
 * new `Response` with that body.
 */
function withOwnFetch(config: Config): Config {
  const original = config.env?.fetch ?? (typeof fetch === "function" ? globalFetch : undefined);
  return original ? { ...config, env: { ...config.env, fetch: wrapped(original) } } : config;
}

/** Looks up the global `fetch` for each request, because mocks replace it. */
const globalFetch: Fetch = (...request) => fetch(...request);

/** One wrapper for each `fetch`, because axios caches something for every function that it gets, and never frees it. */
const wrappers = new WeakMap<Fetch, Fetch>();

function wrapped(original: Fetch): Fetch {
  const known = wrappers.get(original);
  if (known) return known;
  const wrapper: Fetch = async (...request) => {
    restoreText(request[0]);
    const response = await original(...request);
    if (!response?.body || !NULL_BODY_STATUSES.has(response.status)) return response;
    response.body.cancel?.().catch(() => {});
    return new Response(null, response);
  };
  wrappers.set(original, wrapper);
  return wrapper;
}

const NULL_BODY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304]);

/** Rejects as axios's adapters do, so that error interceptors find what they expect. */
function settle(response: AxiosResponse, config: Config): void {
  const { status, request } = response;
  if (!config.validateStatus || config.validateStatus(status)) return;
  const code = status >= 500 ? AxiosError.ERR_BAD_RESPONSE : AxiosError.ERR_BAD_REQUEST;
  throw new AxiosError(`Request failed with status code ${status}`, code, config, request, response);
}
