import { abortReason, newController, whenAborted } from "../abort.ts";
import { isPromise } from "../callback.ts";
import { type Clock, milliseconds } from "../clock.ts";
import { SSEDecoder } from "../decode/decoder.ts";
import { SSEError } from "../errors.ts";
import { expectOptions } from "../expect-options.ts";
import { redactURL } from "../redact.ts";
import { EventSource } from "../source/event-source.ts";
import type { EventSourceOptions } from "../source/event-source-options.ts";
import { checkContentType } from "../source/refusal.ts";
import { Terminal } from "../source/terminal.ts";
import { maskedHeaders, Tracer } from "../trace.ts";
import { rejectionOf } from "./rejection.ts";
import { makeRequest, type SSEHeaders } from "./request.ts";
import type { SSERequest, Transport, TransportResponse } from "./transport.ts";

/** What {@link connect} and every adapter's `connectSSE` take besides the client's own options. `null` means "not given". */
export interface SSEOptions extends Omit<EventSourceOptions, "controller" | "label" | "tracer"> {
  /** The last event ID to resume after: sent as `Last-Event-ID` in UTF-8, and the initial `source.lastEventId`. @defaultValue `""` */
  lastEventId?: string | null | undefined;
  /** Milliseconds until the response's headers. @defaultValue none */
  connectTimeout?: number | null | undefined;
  /**
   * Called with the request before it is sent, and awaited. If it throws, nothing is sent, and `connectSSE` throws that error. `reconnect` uses it to
   * refuse to send a POST twice. `connectTimeout` counts from before it.
   */
  beforeConnect?: ((request: SSERequest) => void | PromiseLike<void>) | null | undefined;
}

/** {@link SSEOptions} with the request's headers and body. */
export interface ConnectOptions extends SSEOptions {
  /** The request's body, as the client takes it. The transport finds it as `request.body`. */
  body?: unknown;
  /** Sent with the request; never changed. A header given here wins over ours. `null` removes one of ours. */
  headers?: SSEHeaders | null | undefined;
}

/**
 * Sends one request through a transport and resolves with its event stream. Every adapter's `connectSSE` calls it.
 *
 * It resolves for every response, whatever its status, so that `source.response` can be inspected first; iterating checks it.
 * `Accept: text/event-stream` and `Cache-Control: no-store` are sent unless the caller gives them, and
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header | Last-Event-ID} when there is one.
 *
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` when there was no response, `ERR_SSE_CONNECT_TIMEOUT` when its headers took longer
 * than `connectTimeout`, `ERR_SSE_STATUS` when the client itself throws for a status; `signal.reason` when the caller aborted; TypeError or
 * RangeError for an argument that can't be used.
 */
export async function connect<R>(
  transport: Transport<R>,
  method: string,
  url: string | URL,
  options: ConnectOptions = {},
): Promise<EventSource<R>> {
  expectOptions(options);
  const { signal, beforeConnect, headers, body, lastEventId } = options;
  // These throw for options that can't be used, before anything is sent.
  const connectTimeout = milliseconds("connectTimeout", options.connectTimeout);
  milliseconds("idleTimeout", options.idleTimeout);
  new SSEDecoder(options);
  checkContentType(options.contentType);
  if (options.until) new Terminal(options.until);
  const controller = newController();
  const request = makeRequest({ method, url, headers, body, lastEventId, signal: controller.signal });
  const label = `${request.method} ${redactURL(url)}`;
  const clock = options.clock ?? globalThis;

  if (signal?.aborted) throw abortReason(signal);
  const deadline = new Deadline(controller, signal, connectTimeout, label, clock);
  let tracer: Tracer | undefined;
  const send = async (): Promise<EventSource<R>> => {
    const ready = beforeConnect?.(request);
    // Not awaited without need, so that the stack of the trace's hooks shows who called.
    if (isPromise(ready)) await ready;
    if (!request.signal.aborted) {
      tracer = Tracer.of(options.trace, label);
      tracer?.emit("request", { method: request.method, url: redactURL(url), headers: maskedHeaders(request.headers) });
    }
    // `beforeConnect` or the hook may have aborted. The deadline has told the caller.
    if (request.signal.aborted) return deadline.passed;
    return open(transport, request, { ...options, tracer, controller, label });
  };
  try {
    return await Promise.race([deadline.passed, send()]);
  } catch (error) {
    controller.abort(error);
    tracer?.emit("end", { reason: "failed", error });
    throw error;
  } finally {
    deadline.clear();
  }
}

async function open<R>(transport: Transport<R>, request: SSERequest, options: EventSourceOptions): Promise<EventSource<R>> {
  let response: TransportResponse<R>;
  try {
    response = await transport(request);
  } catch (cause) {
    throw await rejectionOf(cause, request, options.label ?? "", options.clock ?? globalThis, () => options.controller?.abort());
  }
  const source = new EventSource(response, options);
  // A client that ignores its signal may answer after the deadline, when nothing waits for the source. One that the caller's signal has ended stays as it is, because
  // closing it would lose the reason.
  if (request.signal.aborted && !options.signal?.aborted) source.close();
  return source;
}

/** Ends the wait for a response when the caller aborts or the time is up, even if the client ignores its signal. */
class Deadline {
  /** Rejects when the wait is over. */
  readonly passed: Promise<never>;
  readonly #clock: Clock;
  readonly #timer: unknown;
  readonly #stopListening: (() => void) | undefined;

  constructor(controller: AbortController, signal: AbortSignal | null | undefined, timeout: number, label: string, clock: Clock) {
    this.#clock = clock;
    let pass = (_: unknown): void => {};
    this.passed = new Promise((_, reject) => {
      pass = (error) => {
        controller.abort(error);
        reject(error);
      };
    });
    if (signal) this.#stopListening = whenAborted(signal, () => pass(abortReason(signal)));
    if (timeout) {
      const message = `${label}: expected headers within ${timeout} ms (connectTimeout), got none`;
      this.#timer = clock.setTimeout(() => pass(new SSEError("ERR_SSE_CONNECT_TIMEOUT", message)), timeout);
    }
  }

  clear(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#stopListening?.();
  }
}
