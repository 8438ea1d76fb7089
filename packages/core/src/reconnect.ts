import type { ConnectRequest } from "./connect.ts";
import { SSEError } from "./errors.ts";
import { delays, isTransient, retryAfter } from "./policy.ts";
import type {
  AckableEvent,
  Connect,
  ReconnectableEvent,
  ReconnectableSource,
  ReconnectClock,
  ReconnectingEventSource,
  ReconnectOptions,
  ReconnectState,
} from "./reconnect-options.ts";
import { refusal } from "./response.ts";

/** One event in the hands of the consumer, and those after it. */
interface Delivery {
  /** The last event ID once this event is processed. */
  readonly id: string;
  done: boolean;
  next?: Delivery;
}

const systemClock: ReconnectClock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>), // it came from the line above
};

/**
 * Connects, and connects anew when the stream ends or fails, resuming after the last event that was done.
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
 * @throws RangeError for a duration or a number that is none.
 * @throws {@link SSEError} from the iteration, with code `ERR_SSE_RECONNECT`, when it gives up: `cause` is the last failure. `signal.reason`
 * when the caller aborted.
 */
export function reconnect<E extends ReconnectableEvent>(
  connect: Connect<E>,
  options: ReconnectOptions & { ack: "manual" },
): ReconnectingEventSource<E & AckableEvent>;
export function reconnect<E extends ReconnectableEvent>(connect: Connect<E>, options?: ReconnectOptions): ReconnectingEventSource<E>;
export function reconnect<E extends ReconnectableEvent>(connect: Connect<E>, options: ReconnectOptions = {}): ReconnectingEventSource<E> {
  const { signal, store, replay, dedupe, onWarning, maxAttempts = 30, resetAfter = 5_000, clock = systemClock } = options;
  const manual = options.ack === "manual";
  const delayOf = delays(options);
  let state: ReconnectState = "connecting";
  let began = 0;
  const context = {
    attempt: 0,
    failures: 0,
    opened: false,
    lastError: undefined as unknown, // that is its type, not undefined
    get elapsed(): number {
      return clock.now() - began;
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
  const window = dedupe === true ? 1_000 : Number(dedupe ?? 0);

  /** Whether a request went out that must not be repeated, the last body, and why one was refused. */
  let unsafe = false;
  let lastBody: unknown;
  let refused: SSEError | undefined;

  const closed = (): boolean => state === "closed";

  const enter = (entered: ReconnectState): void => {
    state = entered;
    options.onStateChange?.(state, { ...context });
  };

  const gaveUp = (cause: unknown, why = cause ?? "no event came"): SSEError =>
    new SSEError("ERR_SSE_RECONNECT", `Gave up at attempt ${context.attempt}: ${why}`, { cause });

  /** What must not be repeated is refused before it is sent. */
  const beforeConnect = ({ method, body }: ConnectRequest): void => {
    const { lastError } = context;
    const safe = replay || /^(GET|HEAD|QUERY)$/.test(method);
    const content = Object(body);
    const stream = "getReader" in content || "pipe" in content || "next" in content;
    if ((!safe && unsafe) || (stream && body === lastBody)) {
      refused = gaveUp(lastError, `${method} is repeated only with replay: true, and a body stream never`);
      // A POST that was answered to its end is done.
      if (unsafe && lastError === undefined) close();
      throw refused;
    }
    unsafe ||= !safe;
    lastBody = body;
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
        const { id } = position;
        if (saved !== id) await store?.save(id);
        saved = id;
      })
      .catch((error: unknown) => {
        if (closed()) onWarning?.(`The position was not saved: ${error}`);
        end({ error });
      });
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
  const onAbort = (): void => end({ error: signal?.reason });

  const settle = (): void => {
    for (const resolve of waiting.splice(0)) {
      resolve(failure ? Promise.reject(failure.error) : { done: true, value: undefined });
      failure = undefined;
    }
  };

  const close = (): void => {
    failure = undefined;
    end();
  };

  /** The events of all connections. Where it has waited, it looks whether all has ended meanwhile: then everybody has been answered. */
  async function* events(): AsyncGenerator<E, void> {
    if (signal?.aborted) throw signal.reason;
    signal?.addEventListener("abort", onAbort);
    began = clock.now();
    saved = (await store?.load()) || "";
    if (saved) position = deliver(saved, true);
    let retry: number | undefined;

    while (!closed()) {
      const carried = !/[^\t\x20-\x7e\x80-\u{10ffff}]/u.test(position.id);
      if (!carried) onWarning?.(`No header can carry the last event ID ${JSON.stringify(position.id)}`);
      const lastEventId = carried ? position.id : "";
      controller = new AbortController();
      const resume = { lastEventId, signal: controller.signal, beforeConnect };
      context.attempt++;
      enter("connecting");
      let openedAt = Number.NaN;
      let delivered = false;
      let error: unknown;
      try {
        source = await connect(resume, { ...context });
      } catch (thrown) {
        error = thrown;
      }
      if (closed()) return release();

      const { status, headers } = source ?? {};
      if (source && !(headers && status && (status === 204 || refusal(status, headers.get("content-type"))))) {
        if (options.strict && status !== 200) error = new SSEError("ERR_SSE_STATUS", `expected status 200, got ${status}`);
        openedAt = clock.now();
        context.opened = true;
        enter("open");
      }
      let current = lastEventId;
      try {
        for await (const event of error ? [] : (source ?? [])) {
          if (closed()) return;
          const { id = current } = event;
          const own = id !== current;
          current = id;
          if (own && known.has(id)) {
            deliver(id, true);
            continue;
          }
          if (own && id) known.add(id);
          for (const oldest of known) if (known.size > window) known.delete(oldest);
          // It may have come before and still be in work: whichever is acknowledged first counts.
          let earlier = own ? position.next : undefined;
          while (earlier && (earlier.done || earlier.id !== id)) earlier = earlier.next;
          const delivery = earlier ?? deliver(own ? id : last.id, false);
          const ack = (): void => {
            delivery.done = true;
            void advance();
          };
          delivered = true;
          yield manual ? Object.assign(event, { ack }) : event;
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
      const now = clock.now();
      context.failures = delivered || now - openedAt >= resetAfter ? 0 : context.failures + 1;
      context.lastError = error;
      const outcome = { error, status };
      const again = options.shouldReconnect?.(outcome, { ...context }) ?? isTransient(outcome, context.opened, options.strict);
      if (!again && error === undefined) return;
      if (!again || context.failures >= maxAttempts) throw error && error === refused ? error : gaveUp(error);
      context.delay = delayOf(retry, retryAfter(headers?.get("retry-after"), now), context.failures, clock.random?.() ?? Math.random());
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
        else
          run.next().then(
            (result) => (result.done ? end() : waiting.shift()?.(result)),
            (error: unknown) => end({ error }),
          );
      });
    },
    return: async (value?: unknown) => {
      close();
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
    close,
    [Symbol.asyncIterator]() {
      if (iterated) throw new TypeError("Expected one iteration, got a second");
      iterated = true;
      return iterator;
    },
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}
