/**
 * Whom `@sse/core` tells of every stream that opens and closes. All copies of core and of this package share one place for it, since a test may
 * load both their ES modules and their CommonJS.
 */
export interface StreamWatcher {
  /** Called when a request is made, and again when its response has come. The first call counts. */
  open(stream: object, label: string): void;
  close(stream: object): void;
}

const place: unique symbol = Symbol.for("@sse/core:streams");

const shared = globalThis as typeof globalThis & { [place]?: StreamWatcher | undefined };

export const streamWatcher = (): StreamWatcher | undefined => shared[place];

export function watchStreams(watcher: StreamWatcher): void {
  shared[place] = watcher;
}

/** Says that a stream has opened. The result says that it has closed, and can be called again. */
export function streamOpened(stream: object, label: string): () => void {
  const watcher = streamWatcher();
  watcher?.open(stream, label);
  return () => watcher?.close(stream);
}
