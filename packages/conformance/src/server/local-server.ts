import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { LiveExchange } from "./live-exchange.ts";
import { Milestones } from "./milestones.ts";
import { headerValues, type RecordedRequest } from "./recorded-request.ts";
import { readRequest } from "./request-reader.ts";
import type { Scenario } from "./scenario.ts";
import type { Exchange, Script, ScriptedServer } from "./scripted-server.ts";

/** A server in this process, with what its control port needs besides. */
export interface LocalServer extends ScriptedServer {
  /** Connections open on both origins, those included whose request has not arrived. */
  readonly openConnections: number;
  /** Puts a scenario on the server under an ID of the caller's choice. @throws TypeError if there is one with this ID. */
  scriptAs(id: string, scenario: Scenario): Script;
  /** The script with this id, unless it was removed. */
  find(id: string): Script | undefined;
}

/**
 * Starts the scripted server in this process, on two free ports of 127.0.0.1.
 *
 * It speaks HTTP/1.1 through raw sockets, so that it can say things that no HTTP library would, and tells
 * what the client did: which request came, when its socket closed, when it stopped taking bytes.
 * Everything can be awaited; nothing has to be slept for.
 */
export async function startServer(): Promise<LocalServer> {
  const scripts = new Map<string, LiveScript>();
  const sockets = new Set<Socket>();
  let lastId = 0;

  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    // A client that breaks off is what many cases are about; "close" follows and is what they look at.
    socket.on("error", () => {});
    void serve(socket);
  };
  const serve = async (socket: Socket): Promise<void> => {
    try {
      const request = await readRequest(socket);
      // From here on the socket is read only to learn that the client closed it.
      socket.resume();
      // Origin-form or absolute-form: a server accepts both (RFC 9112, section 3.2.2).
      const id = /^(?:http:\/\/[^/]+)?\/([^/?]+)/.exec(request.target)?.[1] ?? "";
      const script = scripts.get(id) ?? (isRemote(id) ? await announced(id) : undefined);
      if (script === undefined) socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      else if (isPreflight(request)) socket.end(preflightAnswer);
      else script.serve(new LiveExchange(socket, request), socket);
    } catch {
      // No request, no exchange: there is nobody to tell.
      socket.destroy();
    }
  };

  // Whoever drives the server from elsewhere knows a scenario's URL before the scenario has arrived here.
  const everUsed = new Set<string>();
  const announcements = new Milestones();
  const announced = async (id: string): Promise<LiveScript | undefined> => {
    if (everUsed.has(id)) return undefined;
    const late = new AbortController();
    try {
      await Promise.race([announcements.reached(id), delay(longestAnnouncement, undefined, { signal: late.signal })]);
      return scripts.get(id);
    } finally {
      late.abort();
    }
  };
  const scriptAs = (id: string, scenario: Scenario): LiveScript => {
    if (scripts.has(id)) throw new TypeError(`there is a scenario ${id} already`);
    const script = new LiveScript(id, scenario, { url: `${origin}/${id}`, otherOriginUrl: `${otherOrigin}/${id}` }, () =>
      scripts.delete(id),
    );
    scripts.set(id, script);
    everUsed.add(id);
    announcements.reach(id);
    return script;
  };

  const servers = await Promise.all([listen(accept), listen(accept)]);
  const [origin, otherOrigin] = servers.map(originOf);
  if (origin === undefined || otherOrigin === undefined) throw new Error("the server has no address");

  return {
    origin,
    otherOrigin,
    script: (scenario) => scriptAs(String(++lastId), scenario),
    scriptAs,
    find: (id) => scripts.get(id),
    get openConnections() {
      return sockets.size;
    },
    async unusedOrigin() {
      // This port was free a moment ago. One of the ports that fetch refuses without trying would prove nothing.
      const server = await listen(() => {});
      const origin = originOf(server);
      await new Promise((resolve) => server.close(resolve));
      return origin;
    },
    async close() {
      for (const script of scripts.values()) script.remove();
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) reset(socket);
      await Promise.all(closed);
    },
  };
}

class LiveScript implements Script {
  readonly id: string;
  readonly url: string;
  readonly otherOriginUrl: string;
  readonly exchanges: LiveExchange[] = [];
  readonly #scenario: Scenario;
  readonly #sockets = new Set<Socket>();
  readonly #released = new Milestones();
  readonly #arrived = new Milestones();
  readonly #forget: () => void;
  #counting: { count: number; resolve: () => void }[] = [];

  constructor(id: string, scenario: Scenario, { url, otherOriginUrl }: Pick<Script, "url" | "otherOriginUrl">, forget: () => void) {
    this.id = id;
    this.url = url;
    this.otherOriginUrl = otherOriginUrl;
    this.#scenario = scenario;
    this.#forget = forget;
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  refresh(): Promise<void> {
    return Promise.resolve();
  }

  async exchange(index: number): Promise<Exchange> {
    await this.#arrived.reached(`request ${index}`);
    const exchange = this.exchanges[index];
    if (exchange === undefined) throw new RangeError(`there is no request ${index}`);
    return exchange;
  }

  release(name: string): void {
    this.#released.reach(name);
  }

  connections(count: number): Promise<void> {
    if (this.#sockets.size === count) return Promise.resolve();
    return new Promise((resolve) => this.#counting.push({ count, resolve }));
  }

  remove(): void {
    this.#forget();
    for (const socket of this.#sockets) reset(socket);
    this.#released.end("the scenario was removed");
    this.#arrived.end("the scenario was removed");
  }

  serve(exchange: LiveExchange, socket: Socket): void {
    const { exchanges } = this.#scenario;
    const steps = exchanges[Math.min(this.exchanges.length, exchanges.length - 1)] ?? [];
    this.#sockets.add(socket);
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#count();
    });
    this.exchanges.push(exchange);
    this.#count();
    this.#arrived.reach(`request ${this.exchanges.length - 1}`);
    void exchange.play(steps, (name) => this.#released.reached(name));
  }

  #count(): void {
    const matches = (waiting: { count: number }): boolean => waiting.count === this.#sockets.size;
    for (const { resolve } of this.#counting.filter(matches)) resolve();
    this.#counting = this.#counting.filter((waiting) => !matches(waiting));
  }
}

/** Milliseconds for which a request waits for its scenario. */
const longestAnnouncement = 5_000;

/** IDs are numbers, unless whoever drives the server from elsewhere has chosen them. */
const isRemote = (id: string): boolean => /^[^0-9]/.test(id);

/** A browser's question whether it may send a request to another origin: it isn't one of the client's requests, and is always answered. */
const isPreflight = (request: RecordedRequest): boolean =>
  request.method === "OPTIONS" && headerValues(request, "access-control-request-method").length > 0;

const preflightAnswer = [
  "HTTP/1.1 204 No Content",
  "Access-Control-Allow-Origin: *",
  "Access-Control-Allow-Methods: *",
  // "Authorization" isn't covered by the asterisk: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
  "Access-Control-Allow-Headers: *, Authorization",
  "Connection: close",
  "",
  "",
].join("\r\n");

function listen(onConnection: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Half-open: that the client has closed its direction is for the exchange to see, not for Node to answer.
    const server = createServer({ allowHalfOpen: true }, onConnection);
    server.on("error", reject);
    server.listen({ host: "127.0.0.1", port: 0, backlog: 1024 }, () => resolve(server));
  });
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return `http://127.0.0.1:${address.port}`;
}

function reset(socket: Socket): void {
  // Asking this of a socket that is already being closed leaves its handle open for ever, and the process with it (Node.js 24.21).
  if (!socket.destroyed) socket.resetAndDestroy();
}
