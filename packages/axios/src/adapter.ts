import { AxiosError, type AxiosRequestConfig, type AxiosResponse, getAdapter, type InternalAxiosRequestConfig } from "axios";
import { restoreText } from "./text-headers.ts";

type Adapter = NonNullable<AxiosRequestConfig["adapter"]>;
type Config = InternalAxiosRequestConfig;

/**
 * The requests that one call of `connectSSE` makes. There are several when an interceptor sends one again, such as with a fresh token.
 *
 * Each has a controller of its own, so that the response of the first can be closed while the second is streamed. Cancelling its body isn't
 * enough, because in axios's fetch adapter that waits for the server.
 */
export class Attempts {
  readonly #adapter: Exclude<Adapter, Adapter[]>[];
  readonly #made: { readonly controller: AbortController; readonly body: unknown }[] = [];

  /** @throws TypeError when the only adapter is `XMLHttpRequest`, which can't stream. */
  constructor(adapter: Adapter) {
    this.#adapter = [adapter].flat().filter((name) => name !== "xhr");
    if (this.#adapter.length > 0) return;
    throw new TypeError('Expected an axios instance with an adapter that streams ("http" or "fetch"), got one with "xhr" only');
  }

  /**
   * What axios takes as its adapter. It rejects for a status itself, after the real adapter has resolved: axios's fetch adapter stops listening
   * to its signal when it rejects, and the response in the error could never be closed.
   */
  readonly adapter = async (config: Config): Promise<AxiosResponse> => {
    const controller = new AbortController();
    const { signal } = config;
    signal?.addEventListener?.("abort", () => controller.abort());
    if (signal?.aborted) controller.abort();
    const request = { ...withOwnFetch(config), signal: controller.signal, validateStatus: null };
    const response = { ...(await getAdapter(this.#adapter, request)(request)), config };
    this.#made.push({ controller, body: response.data });
    settle(response, config);
    return response;
  };

  /**
   * The same for browsers. They send a `User-Agent` of their own, and axios's fetch adapter would add one that costs every cross-origin request a CORS preflight in
   * Firefox.
   */
  readonly adapterInBrowser = (config: Config): Promise<AxiosResponse> => {
    config.headers.set("User-Agent", false, false);
    return this.adapter(config);
  };

  /** Closes every response but the one with this body. */
  closeAllBut(body: unknown): void {
    for (const attempt of this.#made) if (attempt.body !== body) attempt.controller.abort();
  }
}

type Fetch = NonNullable<NonNullable<Config["env"]>["fetch"]>;

/**
 * What stands between axios's fetch adapter and `fetch`: the last event ID becomes text again, and responses with
 * {@link https://fetch.spec.whatwg.org/#null-body-status | a null body status} have no body. Browsers give them an empty one, and the adapter fails when it makes
 * a new `Response` around that.
 */
function withOwnFetch(config: Config): Config {
  const original = config.env?.fetch ?? (typeof fetch === "function" ? globalFetch : undefined);
  return original ? { ...config, env: { ...config.env, fetch: wrapped(original) } } : config;
}

/** Calls the `fetch` that is global at that time, because mocks replace it. */
const globalFetch: Fetch = (...request) => fetch(...request);

/** One wrapper for each `fetch`: axios keeps what it has prepared for every function that it was ever given. */
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
