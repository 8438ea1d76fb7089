import type { Connection, SubjectEvent } from "../subject.ts";

/** What a driver says of one connection; see `docs/drivers.md`. */
export interface Answer {
  readonly id: number;
  readonly open?: { readonly status: number; readonly headers: Readonly<Record<string, string | readonly string[]>> };
  readonly event?: Partial<SubjectEvent>;
  readonly end?: boolean;
  readonly error?: string;
  readonly type?: string;
  readonly comment?: string;
  readonly lastEventId?: string;
  readonly reconnectionTime?: number | null;
}

/** Whoever waits for an answer. */
interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** One connection that a driver makes: what is asked of it, and what the driver answers. */
export class DrivenConnection implements Connection {
  response: Connection["response"];
  lastEventId: string | undefined;
  reconnectionTime: number | undefined;
  readonly #say: (what: "next" | "close" | "abort") => void;
  readonly #signal: AbortSignal | undefined;
  readonly #onComment: ((comment: string) => void) | undefined;
  readonly #forget: () => void;
  readonly #waiting: Waiting[] = [];
  #broken: Error | undefined;
  /** The answer after which no other comes. */
  #last: Answer | undefined;
  #over = false;

  constructor(
    say: (what: "next" | "close" | "abort") => void,
    signal: AbortSignal | undefined,
    onComment: ((comment: string) => void) | undefined,
    forget: () => void,
  ) {
    this.#say = say;
    this.#signal = signal;
    this.#onComment = onComment;
    this.#forget = forget;
    signal?.addEventListener("abort", this.#abort, { once: true });
  }

  opened({ open }: Answer): void {
    if (open === undefined) return;
    const headers = new Map(Object.entries(open.headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(", ")]));
    this.response = { status: open.status, headers: { get: (name) => headers.get(name.toLowerCase()) ?? null } };
  }

  /** The next answer. A driver answers in the order of what it was asked. */
  async answer(): Promise<Answer> {
    if (this.#broken) throw this.#broken;
    const answer = this.#last ?? (await new Promise<Answer>((resolve, reject) => this.#waiting.push({ resolve, reject })));
    if (answer.end || answer.error === undefined) return answer;
    const closed = this.#over;
    this.#finish();
    if (closed) return { id: answer.id, end: true };
    // The reason itself can't cross the pipe.
    if (this.#signal?.aborted) throw this.#signal.reason;
    // What the driver tells is the client's own error.
    throw Object.assign(new Error(answer.error, { cause: answer.error }), { name: answer.type ?? "Error" });
  }

  hear(answer: Answer): void {
    if (answer.lastEventId !== undefined) this.lastEventId = answer.lastEventId;
    if (answer.reconnectionTime !== undefined) this.reconnectionTime = answer.reconnectionTime ?? undefined;
    if (answer.comment !== undefined) this.#onComment?.(answer.comment);
    else {
      // It may come before it is asked for: the stream has failed, or was aborted.
      if (answer.end || answer.error !== undefined) this.#last = answer;
      this.#waiting.shift()?.resolve(answer);
    }
  }

  break(error: Error): void {
    this.#broken = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  close(): void {
    if (this.#over) return;
    this.#say("close");
    this.#over = true;
    this.#signal?.removeEventListener("abort", this.#abort);
  }

  [Symbol.asyncIterator](): AsyncIterator<SubjectEvent> {
    return {
      next: async () => {
        if (this.#over) return { done: true, value: undefined };
        const answered = this.answer();
        if (this.#last === undefined) this.#say("next");
        const { event } = await answered;
        // It was closed meanwhile, for instance from a comment. The driver may have read on before it knew.
        if (this.#over) return { done: true, value: undefined };
        // Languages without absent values send empty ones.
        if (event) return { done: false, value: { event: event.event || "message", data: event.data ?? "", id: event.id ?? "" } };
        this.#finish();
        return { done: true, value: undefined };
      },
      return: async () => {
        this.close();
        return { done: true, value: undefined };
      },
    };
  }

  readonly #abort = (): void => this.#say("abort");

  #finish(): void {
    this.#over = true;
    this.#signal?.removeEventListener("abort", this.#abort);
    if (this.#waiting.length === 0) this.#forget();
  }
}
