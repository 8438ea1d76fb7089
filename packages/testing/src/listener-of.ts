import type { IncomingMessage, ServerResponse } from "node:http";
import { iterableBody } from "./bytes.ts";
import type { AppResponse, Origin } from "./exchange.ts";
import type { NodeListener } from "./node-listener.ts";
import { DroppedConnection } from "./script.ts";

/**
 * Serves an origin's answers over `node:http`, with backpressure. A broken body breaks the socket.
 *
 * @param onError - gets what the origin rejects with, which a client on a socket can't see
 */
export function listenerOf(origin: Origin, onError: (error: unknown) => void = () => {}): NodeListener {
  const listener = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    outgoing.on("close", () => gone.abort());
    try {
      await send(await origin(requestOf(incoming, gone.signal)), outgoing, gone.signal);
    } catch (error) {
      if (!outgoing.headersSent && !gone.signal.aborted) onError(error);
      breakOff(outgoing, error);
    }
  };
  return listener;
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Parameters<Origin>[0] {
  const { method = "GET", url = "/", headers, rawHeaders } = incoming;
  const list = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ""] as const] : []));
  const hasBody = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  const body = hasBody ? iterableBody(incoming) : undefined;
  return { method, url: new URL(url, `http://${headers.host ?? "localhost"}`), headers: list, body, signal };
}

async function send({ status, statusText, headers, body }: AppResponse, outgoing: ServerResponse, signal: AbortSignal): Promise<void> {
  for (const [name, value] of headers) outgoing.appendHeader(name, value);
  outgoing.writeHead(status, statusText || undefined);
  outgoing.flushHeaders();
  const leave = (): void => body?.cancel();
  signal.addEventListener("abort", leave);
  for (let chunk = await body?.read(); chunk && !signal.aborted; chunk = await body?.read()) await write(outgoing, chunk);
  signal.removeEventListener("abort", leave);
  outgoing.end();
}

/** Settles when the chunk has left this process, so that what breaks the connection comes after it. */
const write = (outgoing: ServerResponse, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    outgoing.write(chunk, () => resolve());
  });

function breakOff(outgoing: ServerResponse, error: unknown): void {
  const socket = outgoing.socket;
  if (!socket) return;
  if (error instanceof DroppedConnection && error.how === "fin") socket.end();
  else socket.resetAndDestroy();
}
