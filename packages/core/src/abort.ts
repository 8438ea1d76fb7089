import { kindOf } from "./kind-of.ts";

/**
 * What the caller sees of its own abort: `signal.reason` itself.
 *
 * Signals of React Native and of abort-controller 3 have no reason. Then it's an error named `AbortError`, which is the default reason elsewhere.
 */
export function abortReason(signal: AbortSignal): unknown {
  return signal.reason === undefined ? abortError() : signal.reason;
}

function abortError(): Error {
  const message = "This operation was aborted";
  if (typeof DOMException === "function") return new DOMException(message, "AbortError");
  return Object.assign(new Error(message), { name: "AbortError" });
}

/**
 * Makes the controller of one request.
 *
 * @throws TypeError where the runtime has no `AbortController`.
 */
export function newController(): AbortController {
  if (typeof AbortController !== "function") throw new TypeError("Expected a runtime with AbortController, got one without");
  return new AbortController();
}

/** The one listener of each signal, which serves all streams: Node warns of a leak when a signal has more than ten listeners. */
const listening = new WeakMap<AbortSignal, { readonly callbacks: Set<() => void>; readonly onAbort: () => void }>();

/**
 * Calls back when the signal aborts. The result stops that, so that a signal that outlives its streams doesn't keep them alive.
 *
 * @throws TypeError when it isn't a signal: its controller, for example.
 */
export function whenAborted(signal: AbortSignal, callback: () => void): () => void {
  if (typeof signal.addEventListener !== "function") throw new TypeError(`signal: expected an AbortSignal, got ${kindOf(signal)}`);
  let listener = listening.get(signal);
  if (!listener) {
    const callbacks = new Set<() => void>();
    const onAbort = (): void => {
      for (const call of [...callbacks]) call();
    };
    listener = { callbacks, onAbort };
    listening.set(signal, listener);
    signal.addEventListener("abort", onAbort);
  }
  const { callbacks, onAbort } = listener;
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size > 0) return;
    listening.delete(signal);
    signal.removeEventListener("abort", onAbort);
  };
}
