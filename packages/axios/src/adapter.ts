import { AxiosError, type AxiosRequestConfig, type AxiosResponse, getAdapter, type InternalAxiosRequestConfig } from "axios";

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
    const send = getAdapter(this.#adapter, config);
    const response = { ...(await send({ ...config, signal: controller.signal, validateStatus: null })), config };
    this.#made.push({ controller, body: response.data });
    settle(response, config);
    return response;
  };

  /** Closes every response but the one with this body. */
  closeAllBut(body: unknown): void {
    for (const attempt of this.#made) if (attempt.body !== body) attempt.controller.abort();
  }
}

/** Rejects as axios's adapters do, so that error interceptors find what they expect. */
function settle(response: AxiosResponse, config: Config): void {
  const { status, request } = response;
  if (!config.validateStatus || config.validateStatus(status)) return;
  const code = status >= 500 ? AxiosError.ERR_BAD_RESPONSE : AxiosError.ERR_BAD_REQUEST;
  throw new AxiosError(`Request failed with status code ${status}`, code, config, request, response);
}
