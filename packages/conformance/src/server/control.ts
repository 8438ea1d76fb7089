import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { describe } from "./live-exchange.ts";
import type { LocalServer } from "./local-server.ts";
import { parseScenario, type Scenario } from "./scenario.ts";
import type { Exchange, Script } from "./scripted-server.ts";

const defaultTimeout = 10_000;

/** An answer of the control port: a status and what is sent as JSON. */
interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** The scripted server's strings as HTTP and JSON, for clients in another process or another language: see `docs/server.md`. */
export function createControl(server: LocalServer): Server {
  return createServer((request, response) => {
    // A page of the scripted origin may drive the server.
    response.setHeader("access-control-allow-origin", "*");
    if (request.method === "OPTIONS") {
      response.setHeader("access-control-allow-methods", "*");
      response.setHeader("access-control-allow-headers", "*");
      response.writeHead(204).end();
      return;
    }
    answer(server, request).then(
      (result) => send(response, result),
      (error: unknown) => send(response, { status: 400, body: { error: error instanceof Error ? error.message : String(error) } }),
    );
  });
}

async function answer(server: LocalServer, request: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  const [collection, id, part, name, , milestone] = pathname.split("/").slice(1).map(decodeURIComponent);
  const timeout = Number(searchParams.get("timeout") ?? defaultTimeout);
  // A timer that can't hold the time fires at once.
  if (!(timeout >= 0 && timeout < 2 ** 31))
    throw new TypeError(`timeout: expected milliseconds that a timer can hold, got ${JSON.stringify(searchParams.get("timeout"))}`);

  if (pathname === "/" && request.method === "GET") {
    return { status: 200, body: { origin: server.origin, otherOrigin: server.otherOrigin, openConnections: server.openConnections } };
  }
  if (pathname === "/unused-origin" && request.method === "GET") {
    return { status: 200, body: { origin: await server.unusedOrigin() } };
  }
  if (pathname === "/scenarios" && request.method === "POST") return created(server.script(await scenarioOf(request)));
  if (collection === "scenarios" && id !== undefined && part === undefined && request.method === "PUT") {
    if (!/^[a-z][\w-]*$/.test(id)) throw new TypeError(`expected an ID that begins with a letter, got ${JSON.stringify(id)}`);
    return created(server.scriptAs(id, await scenarioOf(request)));
  }
  const script = collection === "scenarios" ? server.find(id ?? "") : undefined;
  if (script === undefined) return { status: 404, body: { error: `there is no ${pathname}` } };

  switch (`${request.method} ${part ?? ""}`) {
    case "GET ":
      return { status: 200, body: { openConnections: script.openConnections, exchanges: script.exchanges.map(exchangeAsJson) } };
    case "DELETE ":
      script.remove();
      return { status: 204 };
    case "PUT releases":
      script.release(name ?? "");
      return { status: 204 };
    case "GET connections":
      return within(timeout, script.connections(wholeNumber("connections", name)), () => ({ openConnections: script.openConnections }));
    case "GET exchanges":
      return exchange(script, wholeNumber("exchanges", name), milestone, timeout);
    default:
      return { status: 404, body: { error: `there is no ${request.method} ${pathname}` } };
  }
}

function wholeNumber(what: string, text = ""): number {
  if (!/^\d+$/.test(text)) throw new TypeError(`${what}: expected a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}

const created = ({ id, url, otherOriginUrl }: Script): Answer => ({ status: 201, body: { id, url, otherOriginUrl } });

async function scenarioOf(request: IncomingMessage): Promise<Scenario> {
  return parseScenario(JSON.parse(await text(request)));
}

async function exchange(script: Script, index: number, milestone: string | undefined, timeout: number): Promise<Answer> {
  const reached = script.exchange(index).then((found) => (milestone === undefined ? undefined : found.reached(milestone)));
  return within(timeout, reached, () => {
    const found = script.exchanges[index];
    return found === undefined ? undefined : exchangeAsJson(found);
  });
}

/** 200 when it came, 408 when it did not come in time, 410 when it cannot come any more; in each case with what is known. */
async function within(milliseconds: number, awaited: Promise<unknown>, known: () => unknown): Promise<Answer> {
  const timer = new AbortController();
  try {
    const outcome = await Promise.race([
      awaited.then(
        () => 200,
        () => 410,
      ),
      delay(milliseconds, 408, { signal: timer.signal }),
    ]);
    return { status: outcome, body: known() };
  } finally {
    timer.abort();
  }
}

function exchangeAsJson(exchange: Exchange): unknown {
  const { request, milestones, bytesAccepted, closedBy = null, failure } = exchange;
  return {
    request: { ...describe(request), at: request.at },
    milestones,
    bytesAccepted,
    closedBy,
    ...(failure && { failure: failure.message }),
  };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) response.writeHead(status).end();
  else response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
