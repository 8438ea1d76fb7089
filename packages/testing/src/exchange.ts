import { streamOpened } from "./open-streams.ts";

/** Name and value of each header, in order. A name can be there twice. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Bytes that are read one chunk at a time. */
export interface Body {
  /** The next chunk; `undefined` at the end. Rejects when the connection breaks. Calls never overlap. */
  read(): Promise<Uint8Array | undefined>;
  /** Tells the sender that nothing more will be read. */
  cancel(reason?: unknown): void;
}

/** A request on its way to an app. */
export interface AppRequest {
  /** In upper case. */
  readonly method: string;
  /** Absolute. */
  readonly url: URL;
  readonly headers: HeaderList;
  /** `undefined` if there is none. */
  readonly body: Body | undefined;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** An app's answer. Its body is still to come. */
export interface AppResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: Body | undefined;
}

/** Anything that answers requests: a fetch handler, a Node listener, a script. It rejects when a real server would give no response. */
export type Origin = (request: AppRequest) => Promise<AppResponse>;

/** A request as a client's view makes it. */
export interface ClientRequest extends Omit<AppRequest, "signal"> {
  /** The client's own signal. */
  readonly signal?: AbortSignal | null | undefined;
}

/**
 * One request and its response, between a client and an app in the same process. Leaving works in both directions:
 *
 * - When the client aborts, or cancels the response's body, the app's signal is aborted and its body is cancelled, whichever of the two the app
 *   watches.
 * - When the app's body fails, the client's read fails.
 *
 * @throws the client's `signal.reason`, or what the origin rejects with.
 */
export function exchange(origin: Origin, request: ClientRequest): Promise<AppResponse> {
  return new Exchange(request).ask(origin);
}

/** The exchange is also the response's body, as the client reads it. */
class Exchange implements Body {
  readonly #request: ClientRequest;
  readonly #gone = new AbortController();
  readonly #closed: () => void;
  #source: Body | undefined;
  /** Rejects what the client waits for. */
  #reject: (reason: unknown) => void = () => {};
  #over = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(request: ClientRequest) {
    this.#request = request;
    this.#closed = streamOpened(this.#gone, `${request.method} ${request.url.origin}${request.url.pathname}`);
    request.signal?.addEventListener("abort", this.#onAbort);
  }

  async ask(origin: Origin): Promise<AppResponse> {
    if (this.#request.signal?.aborted) this.#onAbort();
    if (this.#failure) throw this.#failure.error;
    const answer = origin({ ...this.#request, signal: this.#gone.signal }).then((response) => {
      this.#source = response.body;
      // The client has left while the app was thinking. Nothing will read the answer.
      if (this.#over) response.body?.cancel(this.#gone.signal.reason);
      return response;
    });
    try {
      const response = await this.#unlessAborted(answer);
      if (!response.body) this.#finish();
      return { ...response, body: response.body && this };
    } catch (error) {
      this.cancel(error);
      throw error;
    }
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.#failure) throw this.#failure.error;
    if (this.#over || !this.#source) return undefined;
    try {
      const chunk = await this.#unlessAborted(this.#source.read());
      if (chunk === undefined) this.#finish();
      return chunk;
    } catch (error) {
      this.#failure ??= { error };
      this.#finish();
      throw error;
    }
  }

  cancel(reason?: unknown): void {
    if (this.#over) return;
    this.#finish();
    this.#gone.abort(reason);
    this.#request.body?.cancel(reason);
    this.#source?.cancel(reason);
  }

  /** Not when the client reads next, but at once, so that the app sees that its client has gone. */
  readonly #onAbort = (): void => {
    const reason: unknown = this.#request.signal?.reason;
    this.#failure = { error: reason };
    this.cancel(reason);
    this.#reject(reason);
  };

  /** Not `Promise.race`, which would add one reaction for each chunk to the promise that stays pending. */
  #unlessAborted<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      work.then(resolve, reject);
    });
  }

  #finish(): void {
    this.#over = true;
    // So that listeners don't pile up on a signal that lives long.
    this.#request.signal?.removeEventListener("abort", this.#onAbort);
    this.#closed();
  }
}
