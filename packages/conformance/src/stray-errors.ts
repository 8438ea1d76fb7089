/** What this module needs of Node's, Deno's and Bun's `process`; browsers have none. */
interface ProcessLike {
  listeners(event: string): ((...args: unknown[]) => void)[];
  on(event: string, listener: (...args: unknown[]) => void): void;
  removeAllListeners(event: string): void;
}

const processEvents = ["unhandledRejection", "uncaughtException"] as const;

/**
 * Reports errors that nothing catches to `onError` and to nothing else, until it is told to stop. Neither the process nor a test framework's
 * own listeners learn of them: they are one case's failure, not the run's.
 *
 * @returns Restores the listeners that were there before.
 */
export function catchStrayErrors(onError: (error: unknown) => void): () => void {
  const scope: { process?: ProcessLike } & Partial<EventTarget> = globalThis;
  const { process } = scope;
  return process && typeof process.removeAllListeners === "function" ? inProcess(process, onError) : inWindow(scope, onError);
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
