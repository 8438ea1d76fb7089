import { type Clock, type ConnectOptions, connect, type EventSource, type SSERequest, type Transport } from "../src/index.ts";

/** Time that passes only when it is told to. Its timers say what was asked of them, and count those who wait. */
export class ManualClock implements Clock {
  /** Every delay that a timer was set for, in order. */
  readonly delays: number[] = [];
  readonly #timers = new Map<object, { at: number; callback: () => void }>();
  readonly #random: () => number;
  #now = Date.UTC(2026, 0, 1);

  constructor(random: () => number = () => 0.5) {
    this.#random = random;
  }

  /** Timers that are neither fired nor cleared. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#random();
  }

  setTimeout(callback: () => void, milliseconds: number): object {
    // What a real timer does not take fires at once: the worst that a delay can become.
    if (!(milliseconds >= 0 && milliseconds < 2 ** 31)) throw new RangeError(`a timer cannot hold ${milliseconds} ms`);
    const timer = {};
    this.delays.push(milliseconds);
    this.#timers.set(timer, { at: this.#now + milliseconds, callback });
    return timer;
  }

  clearTimeout(timer: unknown): void {
    if (typeof timer === "object" && timer !== null) this.#timers.delete(timer);
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Lets time pass up to the next timer and fires it. */
  next(): void {
    const [first] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at);
    if (!first) return;
    const [timer, { at, callback }] = first;
    this.#timers.delete(timer);
    this.#now = at;
    callback();
  }
}

/** What an {@link Origin} does with one request. */
export type Answer =
  | { do: "refuse" }
  | { do: "hang" }
  | { do: "respond"; status: number; headers?: Record<string, string> }
  | { do: "stream"; chunks: string[]; after: "end" | "drop" | "hold"; headers?: Record<string, string> };

/** A server without sockets, which counts the connections that it holds. */
export class Origin {
  readonly requests: SSERequest[] = [];
  /** Connections open now, and the most that ever were. */
  live = 0;
  peak = 0;
  readonly #answer: (lastEventId: string | undefined, request: number) => Answer;

  constructor(answer: Origin["answer"]) {
    this.#answer = answer;
  }

  get answer(): (lastEventId: string | undefined, request: number) => Answer {
    return this.#answer;
  }

  /** As an adapter's `connectSSE`, without a client. */
  readonly connectSSE = (options: ConnectOptions = {}, method = "GET"): Promise<EventSource<Response>> =>
    connect(this.#transport, method, "http://origin.test/events", options);

  readonly #transport: Transport<Response> = async (request) => {
    const { signal } = request;
    this.requests.push(request);
    this.live++;
    this.peak = Math.max(this.peak, this.live);
    let open = true;
    const leave = (): void => {
      if (open) this.live--;
      open = false;
    };
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => {
        leave();
        reject(signal.reason);
      });
    });
    aborted.catch(() => {}); // most requests are never aborted while somebody waits for this
    const id = request.headers["last-event-id"];
    const answer = this.#answer(id && Buffer.from(id, "latin1").toString(), this.requests.length);
    switch (answer.do) {
      case "refuse":
        leave();
        throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      case "hang":
        return aborted;
      case "respond":
        leave();
        return new Response(answer.status === 204 ? null : "no event stream", { status: answer.status, headers: answer.headers ?? {} });
      case "stream": {
        const chunks = answer.chunks.map((chunk) => new TextEncoder().encode(chunk));
        const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
          const chunk = chunks.shift();
          if (chunk) controller.enqueue(chunk);
          else if (answer.after === "hold") await aborted;
          else leave();
          if (!chunk && answer.after === "end") controller.close();
          if (!chunk && answer.after === "drop") controller.error(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
        };
        const body = new ReadableStream<Uint8Array>({ pull, cancel: leave }, { highWaterMark: 0 });
        return new Response(body, { headers: { "content-type": "text/event-stream", ...answer.headers } });
      }
    }
  };
}

/** Lets everything happen that does not wait for time: promises, and the streams of an {@link Origin}, are all microtasks. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs the world until this promise settles: everything that can happen at one time, then on to the next timer. */
export async function runUntil<T>(work: Promise<T>, clock: ManualClock, onStep: (step: number) => void = () => {}): Promise<T> {
  let over = false;
  const finish = (): void => {
    over = true;
  };
  work.then(finish, finish);
  for (let step = 0; ; step++) {
    await settled();
    if (over) return work;
    if (step > 5_000) throw new Error("expected the run to end");
    onStep(step);
    clock.next();
  }
}
