import type { Connection, SubjectEvent } from "./subject.ts";

/** What a client that calls back tells of a connection. */
export interface ConnectionCallbacks {
  /** The response is there and the client accepts it. `shows` has what else the connection shows, if anything; it may have getters. */
  open(shows?: Pick<Connection, "response" | "lastEventId" | "reconnectionTime">): void;
  event(event: SubjectEvent): void;
  /** The stream is over. A connection that was never open has failed. */
  end(): void;
  /** The stream has failed, or the response was refused. */
  fail(error: unknown): void;
}

/**
 * Makes a connection of a client that calls back, as `EventSource` does: a queue of events that can be iterated and closed.
 *
 * @param start - starts the client, and returns what stops it. That is called once: when the connection is closed, the loop over it is left, or it is over
 * @returns the connection, once it is open. It rejects if the client fails or ends before.
 */
export function pushConnection(start: (callbacks: ConnectionCallbacks) => () => unknown): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const connection = new PushConnection();
    connection.startBy(
      start({
        open(shows) {
          connection.shows = shows ?? connection.shows;
          resolve(connection);
        },
        event(event) {
          connection.push(event);
          resolve(connection);
        },
        end() {
          connection.finish();
          reject(new Error("the connection ended before it was open"));
        },
        fail(error) {
          connection.finish({ error });
          reject(error);
        },
      }),
    );
  });
}

class PushConnection implements Connection {
  shows: Pick<Connection, "response" | "lastEventId" | "reconnectionTime"> = {};
  readonly #events: SubjectEvent[] = [];
  readonly #waiting: (() => void)[] = [];
  #over = false;
  #failure: { readonly error: unknown } | undefined;
  #stop: (() => unknown) | undefined;

  get response(): Connection["response"] {
    return this.shows.response;
  }

  get lastEventId(): string | undefined {
    return this.shows.lastEventId;
  }

  get reconnectionTime(): number | undefined {
    return this.shows.reconnectionTime;
  }

  startBy(stop: () => unknown): void {
    this.#stop = stop;
    // A client may call back while it is being started.
    if (this.#over) stop();
  }

  push(event: SubjectEvent): void {
    if (this.#over) return;
    this.#events.push(event);
    this.#wake();
  }

  finish(failure?: { readonly error: unknown }): void {
    if (this.#over) return;
    this.#over = true;
    this.#failure = failure;
    this.#stop?.();
    this.#wake();
  }

  close(): void {
    this.#events.length = 0;
    this.#failure = undefined;
    this.finish();
  }

  [Symbol.asyncIterator](): AsyncIterator<SubjectEvent> {
    return {
      next: () => this.#next(),
      return: async () => {
        this.close();
        return { done: true, value: undefined };
      },
    };
  }

  async #next(): Promise<IteratorResult<SubjectEvent>> {
    for (;;) {
      const value = this.#events.shift();
      if (value) return { done: false, value };
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure) throw failure.error;
      if (this.#over) return { done: true, value: undefined };
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
