import type { Dispatcher } from "undici";

/** Chunks of this many bytes or more aren't joined. */
const LARGE = 4096;

/**
 * Joins the small chunks of one packet. Servers send each event as one HTTP chunk, and undici hands over each chunk separately. The `Readable`
 * that `request` makes spends more time on a chunk than the decoder spends on its event. No chunk waits for a later packet.
 */
export const joinChunks: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => dispatch(options, joining(handler));

function joining(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  if (!handler.onResponseData) return handler; // undici 7's `request` has the older methods, such as onData
  let chunks: Buffer[] = [];
  let size = 0;
  const flush = (controller: Dispatcher.DispatchController): void => {
    const [first] = chunks;
    if (!first) return;
    const joined = chunks.length > 1 ? join(chunks, size) : first;
    chunks = [];
    size = 0;
    handler.onResponseData?.(controller, joined);
  };
  return {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    ...(handler.onRequestUpgrade && { onRequestUpgrade: handler.onRequestUpgrade.bind(handler) }),
    onResponseStart: (...response) => handler.onResponseStart?.(...response),
    onResponseData: (controller, chunk) => {
      if (chunk.length >= LARGE) {
        flush(controller);
        handler.onResponseData?.(controller, chunk);
        return;
      }
      if (chunks.push(chunk) === 1) queueMicrotask(() => flush(controller));
      size += chunk.length;
    },
    onResponseEnd: (controller, trailers) => {
      flush(controller);
      handler.onResponseEnd?.(controller, trailers);
    },
    onResponseError: (controller, error) => {
      flush(controller);
      handler.onResponseError?.(controller, error);
    },
  };
}

/** Not `Buffer.concat`, which takes twice as long for many small chunks. */
function join(chunks: readonly Buffer[], size: number): Buffer {
  const joined = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
