import type { GuardOptions } from "@sse/fetch";

/** One way in which an SDK reads an event stream. */
export interface Sdk {
  readonly title: string;
  /** What `guardSSE` is given for it. */
  readonly contract: GuardOptions;
  /** The contract as a program writes it. */
  readonly contractName: string;
  /** A complete answer, event by event. */
  readonly answer: readonly Block[];
  /** How many of these events an answer has that is cut. */
  readonly cutAfter: number;
  /** An event that says that something went wrong: the server is overloaded. */
  readonly error: string;
  /** Whether it may wait for the rest of an answer that has ended. */
  readonly waitsAfterEnd?: boolean;
  /** What the server answers to requests before the one that streams. */
  readonly before?: (request: { readonly method: string; readonly body: string }) => OtherResponse | undefined;
  /** Asks for an answer and reads it to its end. It throws what the SDK throws. */
  run(request: SdkRequest): Promise<void>;
}

export interface SdkRequest {
  readonly url: string;
  readonly fetch: typeof fetch;
  /** Takes what the SDK gives, as it comes. */
  show(what: unknown): void;
  /** Aborted when nothing waits for the answer any more, for SDKs that wait even when the connection is gone. */
  readonly signal: AbortSignal;
}

/** One event of an answer. */
export interface Block {
  readonly text: string;
  /** Whether the SDK gives something for it before the next event comes. */
  readonly isShown: boolean;
}

export interface OtherResponse {
  readonly status: number;
  readonly body?: string;
}

/** An event with JSON or text as its data. */
export function block(data: unknown, { event, isShown = true }: { event?: string; isShown?: boolean } = {}): Block {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return { text: `${event ? `event: ${event}\n` : ""}data: ${text}\n\n`, isShown };
}

/** An event whose type is also a field of its data. */
export const typedBlock = (type: string, fields: object, options: { isShown?: boolean } = {}): Block =>
  block({ type, ...fields }, { event: type, ...options });
