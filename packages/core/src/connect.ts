import { cancelBody } from "./body.ts";
import { SSEDecoder } from "./decoder.ts";
import { milliseconds } from "./duration.ts";
import { codeOf, SSEError } from "./errors.ts";
import { EventSource, type EventSourceOptions } from "./event-source.ts";
import { makeRequest, type SSEHeaders, unusable } from "./request.ts";
import type { SSERequest, Transport, TransportResponse } from "./transport.ts";

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
  const { signal } = options;
  const controller = new AbortController();
  const request = makeRequest(method, url, options.headers, options.lastEventId, controller.signal);
  // What error messages show of the request: neither query nor credentials.
  const label = `${request.method} ${request.url.replace(/(\/\/)[^/]*@|[?#].*/gs, "$1")}`;
  const timeout = milliseconds("connectTimeout", options.connectTimeout);
  // Options that cannot be used are refused before anything is sent.
  milliseconds("idleTimeout", options.idleTimeout);
  new SSEDecoder(options);
  if (signal?.aborted) throw signal.reason;
  options.beforeConnect?.(request, options.body);

  const onAbort = (): void => controller.abort(signal?.reason);
  const onTimeout = (): void =>
    controller.abort(new SSEError("ERR_SSE_CONNECT_TIMEOUT", `${label}: expected headers within ${timeout} ms (connectTimeout), got none`));
  signal?.addEventListener("abort", onAbort);
  const timer = timeout ? setTimeout(onTimeout, timeout) : undefined;
  try {
    // Settled by whatever comes first: a client that ignores its signal must not keep the caller waiting.
    const response = await new Promise<TransportResponse<R>>((resolve, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
      transport(request).then(
        (response) => {
          if (request.signal.aborted) cancelBody(response.body);
          resolve(response);
        },
        (cause) => reject(noResponse(cause, request, label)),
      );
    });
    return new EventSource<R>(response, { ...options, controller, label });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

function noResponse(cause: unknown, { method, url }: SSERequest, label: string): Error {
  const code = codeOf(cause);
  if (code === "ERR_INVALID_URL" && !URL.canParse?.(url)) return unusable(method, url, cause);
  // The client's own message is left to `cause`: some put the whole URL into theirs, query and credentials included.
  return new SSEError("ERR_SSE_CONNECT", `${label}: expected a response, got ${code ?? "none"}`, { cause });
}
