/**
 * What the caller sees of its own abort: `signal.reason` itself.
 *
 * Signals of React Native and of abort-controller 3 have no reason. Their callers see what the platform's own signals have by default, an
 * error named `AbortError`.
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
