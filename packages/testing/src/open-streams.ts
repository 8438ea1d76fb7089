/** A stream that is open, and where it was opened. */
export interface OpenStream {
  /** Method and URL. */
  readonly label: string;
  /** The stack of the call that opened it. */
  readonly stack: string;
}

/** Streams that are open, in the order in which they were opened. Nothing is kept unless a test asks for it. */
export class OpenStreams {
  readonly #open = new Map<object, OpenStream>();

  opened(stream: object, label: string): void {
    if (!this.#open.has(stream)) this.#open.set(stream, { label, stack: currentStack() });
  }

  closed(stream: object): void {
    this.#open.delete(stream);
  }

  get all(): ReadonlyMap<object, OpenStream> {
    return this.#open;
  }
}

/** Deep enough to reach the caller behind an HTTP client. Ten frames are the default. */
function currentStack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

/** Streams between a client and an app in this process. */
let inProcess: OpenStreams | undefined;

export function watchInProcess(streams: OpenStreams): void {
  inProcess = streams;
}

/** Says that a stream has opened. The result says that it has closed, and can be called again. */
export function streamOpened(stream: object, label: string): () => void {
  inProcess?.opened(stream, label);
  return () => inProcess?.closed(stream);
}
