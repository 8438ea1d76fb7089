/**
 * Makes a function that gets each request before it is sent, and returns why the request must not be sent: its `"method"`, its `"body"`, or
 * `undefined` if it may be sent.
 *
 * Two things must not be repeated: a request whose method may change or cost something (unless `allowed`), and a body that can be read only
 * once. https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods
 */
export function replayGuard(allowed: boolean): (method: string, body: unknown) => "method" | "body" | undefined {
  let unsafeSent = false;
  let streamSent: unknown;
  return (method, body) => {
    const unsafe = !allowed && !isSafe(method);
    if (unsafe && unsafeSent) return "method";
    if (isStream(body) && body === streamSent) return "body";
    unsafeSent ||= unsafe;
    if (isStream(body)) streamSent = body;
    return undefined;
  };
}

/** Whether a request may be repeated, because it only reads. */
export const isSafe = (method: string): boolean => SAFE_METHODS.has(method);

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "QUERY"]);

const isStream = (body: unknown): boolean => ["getReader", "pipe", "next"].some((member) => member in Object(body));
