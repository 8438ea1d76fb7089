import { type Clock, expectOptions } from "@sse/core";
import { origin, type Playable } from "./app.ts";
import { type ClientViews, viewsOf } from "./app-transport.ts";
import { readAll, textOf } from "./bytes.ts";
import { refusedConnection } from "./connection-error.ts";
import type { AppRequest, AppResponse } from "./exchange.ts";
import { type Answer, FakeConnection, type StreamEnd } from "./fake-connection.ts";
import { inProcess } from "./script.ts";
import { asText, checkStep, type Drop, type EventMap, type EventToSend, shown } from "./step.ts";

/** What {@link fakeStream} takes; everything has a default. */
export interface FakeStreamOptions {
  /** Whose time a `delay` waits. @defaultValue the runtime's, which may be a test runner's fake timers */
  readonly clock?: Clock | undefined;
  /** What relative URLs are resolved against. @defaultValue `"http://localhost"` */
  readonly baseURL?: string | URL | undefined;
}

/** How the next connection is answered. */
export interface Reply {
  /** @defaultValue 200 */
  readonly status?: number | undefined;
  /** @defaultValue those of an event stream; `Content-Type: application/json` with a body in JSON; none with text or a status that isn't 2xx */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The whole body: text, or anything else as JSON. Without one, a status of 2xx leaves the stream to the commands that follow. */
  readonly body?: unknown;
  /** Milliseconds until the headers; `Infinity` for a server that never answers. @defaultValue 0 */
  readonly delay?: number | undefined;
}

/** A request that a {@link FakeStream} got, with its whole body. */
export interface FakeRequest {
  readonly method: string;
  readonly url: string;
  /** Under their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** `""` if there is none. */
  readonly body: string;
  /** What `Last-Event-ID` said in UTF-8; `""` if it wasn't sent. */
  readonly lastEventId: string;
  /** How the connection ended. */
  readonly closed: Promise<StreamEnd>;
}

/**
 * A stream under a test's control, in place of a server.
 *
 * Commands are for the connection that is open. Without one they wait for the next, in order. `end`, `drop` and `stall` finish a connection, so what
 * comes after them is for the one after it.
 */
export interface FakeStream<M extends EventMap = EventMap> extends ClientViews, Playable {
  /** Sends an event. */
  send(event: EventToSend<M>): this;
  /** Sends a comment. */
  comment(text: string): this;
  /** Sends exactly these bytes, or this text in UTF-8, as one chunk. */
  raw(bytes: string | Uint8Array): this;
  /** Waits this many milliseconds before the next command. */
  delay(milliseconds: number): this;
  /** Sends nothing more, and leaves the connection open until the client leaves. */
  stall(): this;
  /** Breaks the connection off: in process with this error, or as clients report a broken connection; on a socket by RST (`"reset"`) or FIN (`"fin"`). */
  drop(how?: Error | "reset" | "fin"): this;
  /** Ends the response cleanly. */
  end(): this;
  /** Says how the next connection is answered. Without it, status 200 and an event stream. */
  reply(reply: Reply): this;
  /** Refuses the next connection: its client gets no response. */
  refuse(error?: Error): this;
  /** How the latest connection ended, or the first one if there was none yet: by whom, and after how many bytes. */
  readonly closed: Promise<StreamEnd>;
  /** The requests so far, in order. */
  readonly requests: readonly FakeRequest[];
  /** The request with this number, counted from 0, as soon as it has come. */
  request(index: number): Promise<FakeRequest>;
}

/**
 * Makes a stream that a test controls, for any client.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { fakeStream } from "@sse/testing";
 *
 * const stream = fakeStream();
 * stream.send({ id: 1, data: "one" }).end();
 * for await (const event of await connectSSE(stream.fetch, "GET", "/events")) console.log(event.data);
 * ```
 */
export function fakeStream<M extends EventMap = EventMap>(options: FakeStreamOptions = {}): FakeStream<M> {
  expectOptions(options);
  const fake = new Fake(options.clock ?? globalThis);
  const views = viewsOf(inProcess(fake.answer), options.baseURL);
  return Object.defineProperties(fake, Object.getOwnPropertyDescriptors(views)) as object as FakeStream<M>;
}

class Fake {
  readonly requests: FakeRequest[] = [];
  readonly #clock: Clock;
  /** The connections to come. Commands go to the last of all, and it becomes the next. */
  readonly #upcoming: FakeConnection[] = [];
  #latest: FakeConnection | undefined;
  readonly #arrivals: { readonly index: number; resolve(request: FakeRequest): void }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  send(event: EventToSend): this {
    return this.#add(event);
  }

  comment(comment: string): this {
    return this.#add({ comment });
  }

  raw(raw: string | Uint8Array): this {
    return this.#add({ raw });
  }

  delay(delay: number): this {
    return this.#add({ delay });
  }

  stall(): this {
    return this.#add({ stall: true });
  }

  drop(drop: Drop = true): this {
    return this.#add({ drop });
  }

  end(): this {
    return this.#add({ end: true });
  }

  reply(reply: Reply): this {
    this.#upcoming.push(new FakeConnection(this.#clock, checkReply(reply)));
    return this;
  }

  refuse(error: Error = refusedConnection()): this {
    this.#upcoming.push(new FakeConnection(this.#clock, { delay: 0 }, error));
    return this;
  }

  get closed(): Promise<StreamEnd> {
    return (this.#latest ?? this.#next()).closed;
  }

  request(index: number): Promise<FakeRequest> {
    const request = this.requests[index];
    return request ? Promise.resolve(request) : new Promise((resolve) => this.#arrivals.push({ index, resolve }));
  }

  get [origin](): (request: AppRequest) => Promise<AppResponse> {
    return this.answer;
  }

  readonly answer = async (request: AppRequest): Promise<AppResponse> => {
    const connection = this.#next();
    this.#upcoming.shift();
    this.#latest = connection;
    // A body that is still being sent when its client leaves is cancelled, and then it ends.
    const body = textOf(await readAll(request.body));
    this.#record(request, body, connection.closed);
    return connection.open(request.signal);
  };

  #record({ method, url, headers }: AppRequest, body: string, closed: Promise<StreamEnd>): void {
    const record: Record<string, string> = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
    const bytes = Uint8Array.from(record["last-event-id"] ?? "", (character) => character.charCodeAt(0));
    const request = { method, url: url.href, headers: record, body, lastEventId: textOf(bytes), closed };
    this.requests.push(request);
    for (const { index, resolve } of this.#arrivals) if (this.requests.length - 1 === index) resolve(request);
  }

  #add(step: object): this {
    const checked = checkStep(step);
    const last = this.#upcoming.at(-1) ?? this.#latest;
    const open = last && !last.isFinished ? last : this.#append();
    open.add(checked);
    return this;
  }

  #append(): FakeConnection {
    const connection = new FakeConnection(this.#clock, { delay: 0 });
    this.#upcoming.push(connection);
    return connection;
  }

  /** The next connection, even if there is no command for it yet. */
  #next(): FakeConnection {
    return this.#upcoming[0] ?? this.#append();
  }
}

const parts: ReadonlySet<string> = new Set(["status", "headers", "body", "delay"] satisfies (keyof Reply)[]);

function checkReply(reply: Reply): Answer {
  if (typeof reply !== "object" || reply === null)
    throw new TypeError(`reply: expected an object such as { status: 503 }, got ${shown(reply)}`);
  const unknown = Object.keys(reply).find((name) => !parts.has(name));
  if (unknown !== undefined) throw new TypeError(`reply: expected ${[...parts].join(", ")}, got "${unknown}"`);
  const { status = 200, headers, body, delay = 0 } = reply;
  if (!(Number.isInteger(status) && status >= 200 && status < 600))
    throw new TypeError(`status: expected 200 to 599, got ${shown(status)}`);
  if (!(typeof delay === "number" && delay >= 0 && (delay < 2 ** 31 || delay === Number.POSITIVE_INFINITY)))
    throw new TypeError(`delay: expected milliseconds that a timer can hold, or Infinity, got ${shown(delay)}`);
  if (body === undefined || typeof body === "string") return { status, headers, body, delay };
  const named = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === "content-type");
  return { status, headers: named ? headers : { ...headers, "content-type": "application/json" }, body: asText(body, "body"), delay };
}
