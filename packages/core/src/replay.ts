/**
 * Tells of each request, before it is sent, whether it would repeat what must not be repeated: a request by a method that may change or cost
 * something, unless the caller allows it, and a body that can be read only once.
 *
 * https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods
 */
export function replayGuard(allowed = false): (method: string, body: unknown) => unknown {
  let spent: unknown;
  return (method, body) => {
    const content = Object(body);
    const stream = "getReader" in content || "pipe" in content || "next" in content;
    const once: unknown = allowed || /^(GET|HEAD|QUERY)$/.test(method) ? stream && body : replayGuard;
    const repeated = once && once === spent;
    spent = once || spent;
    return repeated && once;
  };
}
