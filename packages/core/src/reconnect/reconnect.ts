import { expectOptions } from "../expect-options.ts";
import { kindOf } from "../kind-of.ts";
import type { AckableEvent, ConnectAttempt, ReconnectableEvent, ReconnectingEventSource, ReconnectOptions } from "./reconnect-options.ts";
import { Reconnection } from "./reconnection.ts";

/**
 * Connects, and reconnects when the stream ends or fails, resuming after the last event that was processed.
 *
 * ```ts
 * import { connect, reconnect, type Transport } from "@sse/core";
 *
 * const transport: Transport<Response> = ({ url, method, headers, signal }) => fetch(url, { method, headers, signal });
 * const url = "http://localhost:8000/sse";
 * for await (const event of reconnect((resume) => connect(transport, "GET", url, { idleTimeout: 60_000, ...resume }))) {
 *   console.log(event.event, event.data);
 * }
 * ```
 *
 * `connect` is called for each attempt, so tokens are fresh. Nothing happens before the iteration begins, and nothing is read before an event
 * is asked for. At any time there is at most one connection.
 *
 * - It reconnects after a clean end, a drop, an idle timeout, no response, and the statuses 408, 425, 429 and 5xx.
 * - Status 204 ends the iteration quietly. Any other status, a wrong content type and an event that is too large end it with an error.
 * - Any other error of `connect` ends it as well, unless a stream was open before. A TypeError is then thrown as it is.
 *
 * @param connect - makes one connection; `resume` belongs in the options of `connectSSE`
 * @throws TypeError when `connect` isn't a function, or `options` isn't an object; RangeError for a delay or a limit that isn't a number, or is negative.
 * @throws {@link SSEError} from the iteration, with code `ERR_SSE_GAVE_UP`, when it gives up: `cause` is the last failure, and its `status`,
 * `headers` and `body` are there as well. `signal.reason` when the caller aborted.
 */
export function reconnect<E extends ReconnectableEvent>(
  connect: ConnectAttempt<E>,
  options: ReconnectOptions & { ack: "manual" },
): ReconnectingEventSource<E & AckableEvent>;
export function reconnect<E extends ReconnectableEvent>(connect: ConnectAttempt<E>, options?: ReconnectOptions): ReconnectingEventSource<E>;
export function reconnect<E extends ReconnectableEvent>(
  connect: ConnectAttempt<E>,
  options: ReconnectOptions = {},
): ReconnectingEventSource<E> {
  if (typeof connect !== "function") throw new TypeError(`Expected a function that connects, got ${kindOf(connect)}`);
  expectOptions(options);
  return new Reconnection(connect, options);
}
