import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { builtin } from "./builtin.ts";
import { utf8 } from "./bytes.ts";
import type { AppRequest, Body, HeaderList, Origin } from "./exchange.ts";
import { readResponse } from "./http-response.ts";
import { type Connection, connectTo } from "./in-process-socket.ts";

/** What `http.createServer` takes: an Express app, Koa's `callback()`, any function of a request and a response. */
export type NodeListener = (request: never, response: never) => unknown;

/** Answers with a Node listener. Each request gets its own connection to an HTTP server that doesn't listen on a port. */
export function listenerOrigin(listener: NodeListener): Origin {
  const { createServer } = builtin<typeof import("node:http")>("node:http", "Node listeners");
  return serverOrigin(createServer(guarded(listener as (request: IncomingMessage, response: ServerResponse) => unknown)));
}

/** Answers with the listeners of an `http.Server`. */
export function serverOrigin(server: Server): Origin {
  return async (request) => {
    const connection = connectTo(server, request.url.protocol === "https:");
    const leave = (): void => connection.destroy();
    request.signal.addEventListener("abort", leave, { once: true });
    try {
      // The app may answer before it has read the request, or without reading it.
      sendRequest(connection, request).catch(leave);
      return await readResponse(connection, request.method);
    } catch (error) {
      leave();
      throw error;
    }
  };
}

/** An error that a listener throws would end a real server's process. Here it breaks the connection, and the client gets it as the cause. */
function guarded(listener: (request: IncomingMessage, response: ServerResponse) => unknown): typeof listener {
  return async (request, response) => {
    try {
      const result = await listener(request, response);
      const { status, headers }: { status?: unknown; headers?: unknown } = Object(result);
      if (typeof status === "number" && headers && !response.headersSent) throw new TypeError(HINT);
    } catch (error) {
      response.socket?.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  };
}

const HINT =
  "Expected a Node listener, got a function that returned a Response. Functions of two or more parameters are taken for Node listeners: " +
  "hand over { fetch: handler }, or a function of one parameter.";

async function sendRequest(connection: Connection, { method, url, headers, body }: AppRequest): Promise<void> {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const framed = names.has("content-length");
  const own: [string, string][] = [...(names.has("host") ? [] : [["host", url.host] as [string, string]]), ["connection", "keep-alive"]];
  if (body && !framed) own.push(["transfer-encoding", "chunked"]);
  else if (!body && /^P/.test(method) && !framed) own.push(["content-length", "0"]);
  await connection.write(head(`${method} ${url.pathname}${url.search} HTTP/1.1`, [...own, ...headers]));
  if (body) await sendBody(connection, body, framed);
}

async function sendBody(connection: Connection, body: Body, framed: boolean): Promise<void> {
  for (let chunk = await body.read(); chunk; chunk = await body.read()) {
    if (chunk.length === 0) continue;
    if (!framed) await connection.write(utf8(`${chunk.length.toString(16)}\r\n`));
    await connection.write(chunk);
    if (!framed) await connection.write(utf8("\r\n"));
  }
  if (!framed) await connection.write(utf8("0\r\n\r\n"));
}

/** A header section. The characters of its values are bytes. */
function head(firstLine: string, headers: HeaderList): Uint8Array {
  const text = [firstLine, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
