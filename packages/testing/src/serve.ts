import { createServer, type RequestListener, Server } from "node:http";
import { type App, origin, originOf, type Playable } from "./app.ts";
import { listenerOf } from "./listener-of.ts";
import type { NodeListener } from "./node-listener.ts";
import type { Script } from "./script.ts";
import { sseResponse } from "./sse-response.ts";
import type { EventMap } from "./step.ts";

/** A server on a real port, for what only sockets do. */
export interface TestServer extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:` and the port, without a trailing slash. */
  readonly url: string;
  /** Breaks every connection off and stops listening. */
  close(): Promise<void>;
}

/**
 * Serves a script, a fake stream or an app on a free port of 127.0.0.1. On a socket a drop is a reset, or with `{ drop: "fin" }` a connection that
 * closes too early.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { serve } from "@sse/testing/node";
 *
 * await using server = await serve([{ data: "one" }, { drop: "reset" }]);
 * const source = await connectSSE(fetch, "GET", server.url);
 * ```
 *
 * @throws TypeError when it's none of these.
 */
export async function serve<M extends EventMap = EventMap>(what: Script<M> | App): Promise<TestServer> {
  const server = serverOf(what as Script | App);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, close, [Symbol.asyncDispose]: close };
}

function serverOf(what: Script | App): Server {
  if (what instanceof Server) return what;
  if (typeof what === "function" && what.length >= 2 && !(origin in what)) return createServer(what as RequestListener);
  return createServer(listenerFor(what) as RequestListener);
}

function listenerFor(what: Script | App): NodeListener {
  if (isScript(what)) return sseResponse(what).listener;
  if (isPlayable(what)) return listenerOf(what[origin]);
  return listenerOf(originOf(what, console.error), console.error);
}

const isPlayable = (what: App): what is Playable => Object(what)[origin] !== undefined;

const isScript = (what: Script | App): what is Script =>
  typeof what === "string" || Array.isArray(what) || /Generator/.test(Object.prototype.toString.call(what));
