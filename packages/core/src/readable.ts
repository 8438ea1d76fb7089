/** The part of a Node `Readable` that is used, so that core needs no `node:` types. */
export interface NodeReadable {
  readonly destroyed: boolean;
  readonly errored?: unknown;
  read(): Uint8Array | null;
  destroy(): unknown;
  on(event: string, listener: (error?: unknown) => void): unknown;
}

/**
 * A Node `Readable` as a body under the transport contract, for adapters of clients that give one.
 *
 * Better than the stream's own async iterator: it hands over all that is buffered as one chunk; `return()` destroys the stream at once,
 * also when nothing was read; what was received before a connection broke is delivered before the error; and an error that comes while
 * nobody reads is kept for the reader instead of ending the process.
 */
export function fromReadable(stream: NodeReadable): AsyncIterable<Uint8Array> {
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};
  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  const closed = (): void => {
    if (!ended) fail(stream.errored ?? new Error("Expected the stream to end, got it closed before"));
  };
  stream.on("error", fail);
  stream.on("close", closed);
  stream.on("end", () => {
    ended = true;
    wake();
  });
  if (stream.destroyed) closed();

  let listening = false;
  const iterator: AsyncIterator<Uint8Array> = {
    next: () =>
      new Promise((resolve, reject) => {
        wake = () => {
          const value = stream.read();
          if (value !== null) resolve({ done: false, value });
          else if (ended) resolve({ done: true, value });
          else if (failure) reject(failure.error);
          else return;
          wake = () => {};
        };
        // Only now: a stream with this listener begins to read ahead.
        if (!listening) stream.on("readable", () => wake());
        listening = true;
        wake();
      }),
    return: async () => {
      stream.destroy();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
