/** What this module needs of Node's, Deno's and Bun's `process`; browsers have none. */
interface ProcessLike {
  listeners(event: string): ((...args: unknown[]) => void)[];
  on(event: string, listener: (...args: unknown[]) => void): void;
  removeAllListeners(event: string): void;
}

const processEvents = ["unhandledRejection", "uncaughtException"] as const;

/**
 * Until it is told to stop, reports errors that nobody catches to `onError` and to nobody else: neither the process nor a test framework's
 * own listeners hear of them, because they are one case's failure and not the run's.
 *
 * @returns Puts things back as they were, once what is already on its way has arrived.
 */
export function catchStrayErrors(onError: (error: unknown) => void): () => Promise<void> {
  const scope: { process?: ProcessLike; setImmediate?: (task: () => void) => void } & Partial<EventTarget> = globalThis;
  const { process } = scope;
  const stop = process && typeof process.removeAllListeners === "function" ? inProcess(process, onError) : inWindow(scope, onError);
  return async () => {
    // A rejection counts as unhandled once the microtasks are done; a full turn later it has been reported.
    await new Promise<void>((resolve) => (scope.setImmediate ? scope.setImmediate(resolve) : setTimeout(resolve)));
    stop();
  };
}

function inProcess(process: ProcessLike, onError: (error: unknown) => void): () => void {
  const others = processEvents.map((event) => ({ event, listeners: process.listeners(event) }));
  for (const event of processEvents) {
    process.removeAllListeners(event);
    process.on(event, onError);
  }
  return () => {
    for (const { event, listeners } of others) {
      process.removeAllListeners(event);
      for (const listener of listeners) process.on(event, listener);
    }
  };
}

function inWindow(scope: Partial<EventTarget>, onError: (error: unknown) => void): () => void {
  const listener = (event: Event): void => {
    event.preventDefault();
    onError("reason" in event ? event.reason : "error" in event ? event.error : event);
  };
  for (const event of ["unhandledrejection", "error"]) scope.addEventListener?.(event, listener);
  return () => {
    for (const event of ["unhandledrejection", "error"]) scope.removeEventListener?.(event, listener);
  };
}
