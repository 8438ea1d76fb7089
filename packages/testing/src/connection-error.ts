/**
 * What a client reports of a connection that broke, in the shape that undici gives it: its `fetch` makes it the cause of a TypeError.
 *
 * @param cause - what broke it, such as the error that the app threw
 */
export function brokenConnection(cause?: unknown): Error {
  return connectionError("SocketError", "UND_ERR_SOCKET", "other side closed", cause);
}

/** What a client reports of a server that doesn't accept connections. */
export function refusedConnection(cause?: unknown): Error {
  return connectionError("Error", "ECONNREFUSED", "connect ECONNREFUSED", cause);
}

function connectionError(name: string, code: string, message: string, cause: unknown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, { code }, name === "Error" ? undefined : { name });
}
