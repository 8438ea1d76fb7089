import { SSEError } from "./errors.ts";
import { delays, isTransient } from "./policy.ts";
import type {
  AckableEvent,
  ConnectAttempt,
  ReconnectableEvent,
  ReconnectableSource,
  ReconnectClock,
  ReconnectingEventSource,
  ReconnectOptions,
  ReconnectState,
} from "./reconnect-options.ts";
import { replayGuard } from "./replay.ts";
import { makeRequest } from "./request.ts";
import { refusal } from "./response.ts";
import type { SSERequest } from "./transport.ts";

/** One event in the hands of the consumer, and those after it. */
interface Delivery {
  /** The last event ID once this event is processed. */
  readonly id: string;
  done: boolean;
  next?: Delivery;
}

/**
 * Connects, and connects anew when the stream ends or fails, resuming after the last event that was processed.
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
 * `connect` is called for each attempt, so that tokens are fresh. Nothing happens before the iteration begins, and nothing is read before
 * an event is asked for. At any time there is at most one connection.
 *
 * - Connects anew after a clean end, a drop, an idle timeout, no response, and the statuses 408, 425, 429 and 5xx.
 * - Status 204 ends the iteration quietly; any other status, a wrong content type and an event too large end it with an error.
 * - What `connect` throws that is no {@link SSEError} ends it, too, unless a stream was open before.
 *
 * @param connect - makes one connection; `resume` belongs into the options of `connectSSE`
 * @throws RangeError for a delay that is no number, or negative.
 * @throws {@link SSEError} from the iteration, with code `ERR_SSE_RECONNECT`, when it gives up: `cause` is the last failure. `signal.reason`
 * when the caller aborted.
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
  const { signal, store, dedupe, onWarning, maxAttempts = 30, resetAfter = 5_000 } = options;
  const clock: ReconnectClock = options.clock ?? globalThis;
  const manual = options.ack === "manual";
  const delayOf = delays(options);
  let state: ReconnectState = "connecting";
  const now = (): number => clock.now?.() ?? Date.now();
  const began = now();
  const context = {
    attempt: 0,
    failures: 0,
    lastError: undefined as unknown, // that is its type, not undefined
    get elapsed(): number {
      return now() - began;
    },
    delay: 0,
  };
  let controller: AbortController | undefined;
  let source: ReconnectableSource<E> | undefined;
  let timer: unknown;
  /** Calls of `next()` that are not answered, in order, and what the first one after the end throws. */
  const waiting: ((result: IteratorResult<E> | Promise<never>) => void)[] = [];
  let failure: { readonly error: unknown } | undefined;
  let iterated = false;

  // The position is a delivery: the last one of those that are processed without a gap.
  let position: Delivery = { id: options.lastEventId ?? "", done: true };
  let last = position;
  let saved = "";
  let saving = Promise.resolve();
  /** The IDs delivered last, oldest first, for telling duplicates. */
  const known = new Set<string>();

  const replayed = replayGuard(options.replay);

  const closed = (): boolean => state === "closed";

  const enter = (entered: ReconnectState): void => {
    state = entered;
    options.onStateChange?.(state, { ...context });
  };

  const gaveUp = (cause: unknown, why = cause ?? "expected an event, got none"): SSEError =>
    new SSEError("ERR_SSE_RECONNECT", `Gave up at attempt ${context.attempt}: ${why}`, { cause });

  /** What must not be repeated is refused before it is sent. */
  const beforeConnect = ({ method }: SSERequest, body: unknown): void => {
    const repeated = replayed(method, body);
    if (!repeated) return;
    const error = gaveUp(context.lastError, `expected replay: true and a new body to repeat ${method}`);
    // A POST that was answered to its end is done.
    end(!context.lastError && repeated !== body ? undefined : { error });
    throw error;
  };

  const deliver = (id: string, done: boolean): Delivery => {
    const delivery = { id, done };
    last.next = delivery;
    last = delivery;
    return delivery;
  };

  /** Lets the position advance over the longest run of what is processed, and brings the store up to date, by one save after the other. */
  const advance = (): Promise<void> => {
    while (position.next?.done) position = position.next;
    saving = saving
      .then(async () => {
        if (saved === position.id) return;
        saved = position.id;
        await store?.save(saved);
      })
      .catch(fail);
    return saving;
  };

  /** Lets go of the current connection, or of the attempt at one. */
  const release = (): void => {
    controller?.abort();
    source?.close();
    source = undefined;
  };

  /** The one place where everything ends. */
  const end = (reason?: { readonly error: unknown }): void => {
    if (closed()) return;
    state = "closed";
    failure = reason;
    signal?.removeEventListener("abort", onAbort);
    clock.clearTimeout(timer);
    release();
    settle();
    enter("closed");
  };
  const fail = (error: unknown): void => end({ error });
  const onAbort = (): void => fail(signal?.reason);

  const settle = (): void => {
    for (const resolve of waiting.splice(0)) {
      resolve(failure ? Promise.reject(failure.error) : { done: true, value: undefined });
      failure = undefined;
    }
  };

  /** The events of all connections. Where it has waited, it looks whether all has ended meanwhile: then everybody has been answered. */
  async function* events(): AsyncGenerator<E, void> {
    if (signal?.aborted) throw signal.reason;
    signal?.addEventListener("abort", onAbort);
    position = deliver((await store?.load()) || position.id, true);
    saved = position.id;
    let retry: number | undefined;
    let opened = false;

    while (!closed()) {
      controller = new AbortController();
      let lastEventId = position.id;
      try {
        // Only to learn whether it can be: a request that `connect` fails to make would be made again and again.
        makeRequest("GET", "/", undefined, lastEventId, controller.signal);
      } catch (unsendable) {
        lastEventId = "";
        onWarning?.(String(unsendable));
      }
      let current = lastEventId;
      context.attempt++;
      enter("connecting");
      let openedAt = Number.NaN;
      let delivered = false;
      let error: unknown;
      try {
        source = await connect({ lastEventId, signal: controller.signal, beforeConnect }, { ...context });
      } catch (thrown) {
        error = thrown;
      }
      if (closed()) return release();

      const { status, headers } = source ?? {};
      if (source && !(headers && (status === 204 || refusal(Number(status), headers.get("content-type"))))) {
        if (options.strict && status !== 200) {
          error = new SSEError("ERR_SSE_STATUS", `expected status 200, got ${status}`);
          release();
        } else {
          openedAt = now();
          opened = true;
          enter("open");
        }
      }
      try {
        for await (const event of source ?? []) {
          const { id = current } = event;
          const own = id !== current;
          const repeated = own && known.has(id);
          current = id;
          // Without an ID of its own an event must not take the position back to that of an earlier one that is still in work.
          const delivery = deliver(own ? id : last.id, repeated);
          if (repeated) continue;
          if (dedupe && id) known.add(id);
          for (const oldest of known) if (known.size > 1_000) known.delete(oldest);
          delivered = true;
          yield manual
            ? Object.assign(event, {
                ack() {
                  delivery.done = true;
                  void advance();
                },
              })
            : event;
          if (store) await advance();
        }
      } catch (thrown) {
        error = thrown;
      }
      if (closed()) return;

      retry = source?.reconnectionTime ?? retry;
      // Blocks without data move the last event ID, too.
      const { lastEventId: reached = current } = source ?? {};
      if (reached !== current) deliver(reached, true);
      release();
      await advance();
      if (closed()) return;
      const ended = now();
      context.failures = delivered || ended - openedAt >= resetAfter ? 0 : context.failures + 1;
      context.lastError = error;
      const again = options.shouldReconnect?.({ error, status }, { ...context }) ?? isTransient({ error, status }, opened, options.strict);
      if (!again && !error) return;
      if (!again || !(context.failures < maxAttempts)) throw gaveUp(error);
      context.delay = delayOf(retry, headers?.get("retry-after"), context.failures, ended, clock.random?.() ?? Math.random());
      enter("waiting");
      if (closed()) return;
      await new Promise<void>((resolve) => {
        timer = clock.setTimeout(resolve, context.delay);
        // In Node and its like a timer is an object with `unref`, elsewhere a number.
        if (options.unref) (timer as { unref?(): void }).unref?.();
      });
    }
  }

  const run = events();
  // Not the generator itself: its return() waits for its pending next(), which waits for a server that may never speak again.
  const iterator: AsyncIterableIterator<E> = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => {
      if (!manual) position = last;
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (closed()) settle();
        else run.next().then((result) => (result.done ? end() : waiting.shift()?.(result)), fail);
      });
    },
    return: async (value?: unknown) => {
      end();
      return { done: true, value };
    },
  };

  return {
    get lastEventId() {
      return position.id;
    },
    get state() {
      return state;
    },
    close: () => end(),
    [Symbol.asyncIterator]() {
      if (iterated) throw new TypeError("Expected one iteration, got a second");
      iterated = true;
      return iterator;
    },
    async [Symbol.asyncDispose]() {
      end();
    },
  };
}
