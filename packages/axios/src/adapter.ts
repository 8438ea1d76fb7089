import { AxiosError, type AxiosRequestConfig, type AxiosResponse, getAdapter, type InternalAxiosRequestConfig } from "axios";

type Adapter = NonNullable<AxiosRequestConfig["adapter"]>;

/**
 * An adapter that streams, and leaves it to us to reject for a status.
 *
 * axios's fetch adapter stops listening to its signal when it rejects. The response in the error could then never be closed, because
 * cancelling its body waits for the server.
 *
 * @throws TypeError when the only adapter is `XMLHttpRequest`, which can't stream.
 */
export function settlingOutside(adapter: Adapter): (config: InternalAxiosRequestConfig) => Promise<AxiosResponse> {
  const able = [adapter].flat().filter((name) => name !== "xhr");
  if (able.length === 0) {
    throw new TypeError('Expected an axios instance with an adapter that streams ("http" or "fetch"), got one with "xhr" only');
  }
  return async (config) => {
    const send = getAdapter(able, config);
    const response = { ...(await send({ ...config, validateStatus: null })), config };
    settle(response, config);
    return response;
  };
}

/** Rejects as axios's adapters do, so that error interceptors find what they expect. */
function settle(response: AxiosResponse, config: InternalAxiosRequestConfig): void {
  const { status, request } = response;
  if (!config.validateStatus || config.validateStatus(status)) return;
  const code = status >= 500 ? AxiosError.ERR_BAD_RESPONSE : AxiosError.ERR_BAD_REQUEST;
  throw new AxiosError(`Request failed with status code ${status}`, code, config, request, response);
}
