import { SSEDecoder } from "./decoder.ts";
import { milliseconds } from "./duration.ts";
import { faultOf, SSEError } from "./errors.ts";
import { EventSource, type EventSourceOptions } from "./event-source.ts";
import { makeRequest, type SSEHeaders, shown, unusable } from "./request.ts";
import type { SSERequest, Transport } from "./transport.ts";

/** What {@link connect} and every adapter's `connectSSE` take besides the client's own options. */
export interface SSEOptions extends Omit<EventSourceOptions, "controller" | "label"> {
  /** The last event ID to resume after: sent as `Last-Event-ID` in UTF-8, and `source.lastEventId` to begin with. @defaultValue `""` */
  lastEventId?: string | undefined;
  /** Milliseconds until the response's headers. @defaultValue none */
  connectTimeout?: number | undefined;
  /**
   * Called with each request before it is sent, and its body in whatever form the client takes. If it throws, nothing is sent, and
   * `connectSSE` throws the same: so `reconnect` refuses replays.
   */
  beforeConnect?: ((request: SSERequest, body: unknown) => void) | undefined;
}

/** {@link SSEOptions} with the request's headers. */
export interface ConnectOptions extends SSEOptions {
  /** The request's body, which the transport sends: only `beforeConnect` is shown it. */
  body?: unknown;
  /** Sent with the request; never changed. A header given here wins over ours. */
  headers?: SSEHeaders | undefined;
}

/**
 * Sends one request through a transport and resolves with its event stream: what every adapter's `connectSSE` calls, ours and anybody's.
 *
 * It resolves for every response, whatever its status, so that `source.response` can be looked at first; iterating checks it.
 * `Accept: text/event-stream` and `Cache-Control: no-store` are sent unless the caller gives them, and
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header | Last-Event-ID} when there is one.
 *
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` when there was no response, `ERR_SSE_CONNECT_TIMEOUT` when its headers took longer
 * than `connectTimeout`; `signal.reason` when the caller aborted; TypeError or RangeError for an argument that cannot be used.
 */
export async function connect<R>(
  transport: Transport<R>,
  method: string,
  url: string | URL,
  options: ConnectOptions = {},
): Promise<EventSource<R>> {
  const { signal, beforeConnect } = options;
  const controller = new AbortController();
  const request = makeRequest(method, url, options.headers, options.lastEventId, controller.signal);
  const label = `${request.method} ${shown(url)}`;
  const timeout = milliseconds("connectTimeout", options.connectTimeout);
  // Options that cannot be used are refused before anything is sent.
  milliseconds("idleTimeout", options.idleTimeout);
  new SSEDecoder(options);
  if (signal?.aborted) throw signal.reason;
  beforeConnect?.(request, options.body);

  let onAbort = (): void => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<EventSource<R>>((resolve, reject) => {
      // Whatever goes wrong aborts the request and ends the wait: a client that ignores its signal must not keep the caller waiting.
      const fail = (error: unknown): void => {
        controller.abort(error);
        reject(error);
      };
      onAbort = () => fail(signal?.reason);
      signal?.addEventListener("abort", onAbort);
      if (timeout) {
        timer = setTimeout(() => {
          fail(new SSEError("ERR_SSE_CONNECT_TIMEOUT", `${label}: expected headers within ${timeout} ms (connectTimeout), got none`));
        }, timeout);
      }
      transport(request)
        .then(
          (response) => {
            const source = new EventSource<R>(response, { ...options, controller, label });
            if (request.signal.aborted) source.close(); // nobody waits for it any more
            return source;
          },
          (cause) => {
            const fault = faultOf(cause);
            if (fault === "ERR_INVALID_URL" && !URL.canParse?.(request.url)) throw unusable(method, url, cause);
            throw new SSEError("ERR_SSE_CONNECT", `${label}: expected a response, got ${fault || "none"}`, { cause });
          },
        )
        .then(resolve, fail);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
