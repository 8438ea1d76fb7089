import type { Clock } from "@sse/core";
import { utf8, wholeBody } from "./bytes.ts";
import type { AppResponse, Body } from "./exchange.ts";
import { type CheckedScript, DroppedConnection, play, wait } from "./script.ts";
import type { CheckedStep } from "./step.ts";
import { BODILESS, streamHeaders } from "./stream-headers.ts";

/** How a connection ended. */
export interface StreamEnd {
  /** Who ended it. */
  readonly by: "client" | "server";
  /** `"end"` in order, `"drop"` broken off, `"refused"` before any response, `"left"` by the client. */
  readonly how: "end" | "drop" | "refused" | "left";
  /** How many bytes of the body the client had read. */
  readonly bytes: number;
  /** Why the client left: the reason of its abort, as far as its HTTP client hands it on. */
  readonly reason?: unknown;
}

/** How a connection is answered. */
export interface Answer {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly delay: number;
}

/** One connection to a fake stream, from the first command for it to its end. */
export class FakeConnection {
  /** How it ended. */
  readonly closed: Promise<StreamEnd>;
  readonly #clock: Clock;
  readonly #answer: Answer;
  readonly #refusal: Error | undefined;
  readonly #steps: CheckedStep[] = [];
  #close: (end: StreamEnd) => void = () => {};
  #isClosed = false;
  #isFinished: boolean;
  #bytes = 0;
  #wake: () => void = () => {};

  constructor(clock: Clock, answer: Answer, refusal?: Error) {
    this.#clock = clock;
    this.#answer = answer;
    this.#refusal = refusal;
    const { status = 200, body, delay } = answer;
    this.#isFinished =
      refusal !== undefined || body !== undefined || delay === Number.POSITIVE_INFINITY || BODILESS.has(status) || status >= 300;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  /** Whether no further command is for this connection. */
  get isFinished(): boolean {
    return this.#isFinished || this.#isClosed;
  }

  add(step: CheckedStep): void {
    this.#steps.push(step);
    this.#isFinished = step.kind === "end" || step.kind === "drop" || step.kind === "stall";
    this.#wake();
  }

  async open(signal: AbortSignal): Promise<AppResponse> {
    const left = (): void => this.#end({ by: "client", how: "left", bytes: this.#bytes, reason: signal.reason });
    if (signal.aborted) left();
    signal.addEventListener("abort", left, { once: true });
    if (this.#refusal) {
      this.#end({ by: "server", how: "refused", bytes: 0 });
      throw this.#refusal;
    }
    await wait(this.#answer.delay, this.#clock, signal);
    const { status = 200, headers, body } = this.#answer;
    const streams = body === undefined && status < 300;
    return {
      status,
      statusText: "",
      headers: streams ? streamHeaders(headers) : Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      body: BODILESS.has(status)
        ? this.#withoutBody()
        : this.#counted(body === undefined ? this.#play(status, signal) : wholeBody(utf8(body))),
    };
  }

  #withoutBody(): undefined {
    this.#end({ by: "server", how: "end", bytes: 0 });
  }

  #play(status: number, signal: AbortSignal): Body {
    if (status >= 300) return wholeBody(new Uint8Array(0));
    const script: CheckedScript = { steps: () => this.#commands(signal) };
    return play(script, {}, this.#clock, signal);
  }

  /** The commands, including those that are still to be given. */
  async *#commands(signal: AbortSignal): AsyncGenerator<CheckedStep, void> {
    signal.addEventListener("abort", () => this.#wake(), { once: true });
    while (!signal.aborted) {
      const step = this.#steps.shift();
      if (step) yield step;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #counted(body: Body): Body {
    return {
      read: async () => {
        try {
          const chunk = await body.read();
          this.#bytes += chunk?.length ?? 0;
          if (!chunk) this.#end({ by: "server", how: "end", bytes: this.#bytes });
          return chunk;
        } catch (error) {
          if (error instanceof DroppedConnection) this.#end({ by: "server", how: "drop", bytes: this.#bytes });
          throw error;
        }
      },
      cancel: (reason) => body.cancel(reason),
    };
  }

  #end(end: StreamEnd): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#close(end);
  }
}
