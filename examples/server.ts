// The server that every example and the demo talk to. It uses node:http alone and listens on the loopback interface.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

export interface ExampleServer {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** Event streams that are open at this moment. */
  readonly openStreams: number;
  /** Resolves when no event stream is open. */
  idle(): Promise<void>;
  /** Ends every connection, so that the process can end. */
  close(): void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** @param port - a free one unless given */
export async function startServer(port = 0): Promise<ExampleServer> {
  const open = new Set<ServerResponse>();
  const waiting: (() => void)[] = [];

  const server = createServer((request, response) => {
    response.on("close", () => {
      open.delete(response);
      if (open.size === 0) for (const resolve of waiting.splice(0)) resolve();
    });
    answer(request, response, open).catch((error: unknown) => {
      console.error("example server:", error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo; // a string only for a pipe, null only before it listens

  return {
    url: `http://127.0.0.1:${address.port}`,
    get openStreams() {
      return open.size;
    },
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, open: Set<ServerResponse>): Promise<void> {
  const route = `${request.method} ${request.url}`;
  const stream = streams[route];
  if (!stream) {
    await (others[request.url ?? ""] ?? notFound)(request, response);
    return;
  }
  const blocks = stream(await text(request));
  if (!blocks) {
    json(response, 400, { error: { type: "bad_request", message: 'The body must be JSON: {"prompt": "…"}' } });
    return;
  }
  open.add(response);
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-request-id": "req_42" });
  response.flushHeaders();
  for await (const block of blocks) {
    if (response.destroyed) return;
    response.write(block);
  }
  response.end();
}

const streams: Readonly<Record<string, (body: string) => AsyncIterable<string> | undefined>> = {
  /** Two events, then the end. */
  "GET /sse": () => paced(["id: 1\nevent: greeting\ndata: hello\n\n", "id: 2\ndata: world\n\n"], 30),

  /** A deployment from beginning to end, in about two seconds. */
  "GET /deployment": () =>
    paced(
      [
        'retry: 3000\nid: 1\nevent: queued\ndata: {"position":2}\n\n',
        'id: 2\nevent: building\ndata: {"percent":25}\n\n',
        ": a comment, which keeps proxies from closing a quiet connection\n\n",
        'id: 3\nevent: building\ndata: {"percent":75}\n\n',
        "id: 4\nevent: log\ndata: 212 tests passed ✓\ndata: 0 tests failed\n\n",
        'id: 5\nevent: live\ndata: {"url":"https://example.com"}\n\n',
      ],
      250,
    ),

  /** A thermometer that never stops. */
  "GET /temperature": temperatures,

  /** A stream that opens and then says nothing but a comment. */
  "GET /silence": () => silence(),

  /** A language model in miniature: the answer comes one word at a time. */
  "POST /chat": (body) => {
    const prompt = promptOf(body);
    return prompt === undefined ? undefined : paced(tokens(`You asked: ${prompt} The answer is 42.`), 20);
  },

  /** The same, but the server gives up in the middle of its answer, and says so in its own way. */
  "POST /chat/overloaded": () => paced([...tokens("You asked: ")].slice(0, 2).concat('{"error":{"type":"overloaded"}}'), 20),
};

const others: Readonly<Record<string, Handler>> = {
  "/private": async (_, response) => json(response, 401, { error: { type: "authentication_error", message: "Sign in first" } }),
};

const notFound: Handler = async (request, response) =>
  json(response, 404, { error: { type: "not_found", message: `Nothing at ${request.method} ${request.url}` } });

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

async function* paced(blocks: Iterable<string>, milliseconds: number): AsyncGenerator<string> {
  for (const block of blocks) {
    yield block;
    await pause(milliseconds);
  }
}

async function* temperatures(): AsyncGenerator<string> {
  for (let id = 1; ; id++) {
    yield `id: ${id}\nevent: sample\ndata: {"celsius":${20 + id / 2}}\n\n`;
    await pause(50);
  }
}

async function* silence(): AsyncGenerator<string> {
  yield ": nothing will follow\n\n";
  await pause(60_000, undefined, { ref: false });
}

function* tokens(answer: string): Generator<string> {
  for (const word of answer.split(/(?<= )/)) yield `data: ${JSON.stringify({ token: word })}\n\n`;
  yield "data: [DONE]\n\n";
}

function promptOf(body: string): string | undefined {
  try {
    const { prompt }: { prompt?: unknown } = JSON.parse(body);
    return typeof prompt === "string" ? prompt : undefined;
  } catch {
    return undefined; // answered with status 400
  }
}
