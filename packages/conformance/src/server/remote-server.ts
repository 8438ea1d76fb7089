import type { RecordedRequest } from "./recorded-request.ts";
import type { Scenario } from "./scenario.ts";
import type { Exchange, Script, ScriptedServer } from "./scripted-server.ts";

/** Milliseconds for which one question to the control port waits. It is asked again until the answer comes. */
const patience = 20_000;

/** An exchange as the control port tells it. */
interface ToldExchange {
  request: { method: string; target: string; headers: [string, string][]; body: string; at: number };
  milestones: string[];
  bytesAccepted: number;
  closedBy: "client" | "server" | null;
  failure?: string;
}

/**
 * Drives a scripted server that runs elsewhere, with the interface of the server in this process: for a browser, a worker, or any runtime with
 * `fetch`. What is done to a scenario is done in the order of the calls.
 *
 * @param control - the control port's address, as `sse-conformance serve` prints it
 * @throws TypeError if nothing answers there, or something else does.
 */
export async function connectServer(control: string): Promise<ScriptedServer> {
  const line = new ControlLine(control);
  const { json } = await line.ask("GET", "");
  const { origin, otherOrigin } = (json ?? {}) as { origin?: unknown; otherOrigin?: unknown };
  if (typeof origin !== "string" || typeof otherOrigin !== "string") {
    throw new TypeError(`Expected the control port of a scripted server at ${control}, got something else`);
  }
  // Other clients may drive the same server.
  const prefix = `r${crypto.randomUUID().slice(0, 8)}`;
  const scripts = new Set<RemoteScript>();
  let lastId = 0;
  return {
    origin,
    otherOrigin,
    script(scenario) {
      const script = new RemoteScript(line, `${prefix}-${++lastId}`, origin, otherOrigin, (removed) => scripts.delete(removed));
      scripts.add(script);
      script.put(scenario);
      return script;
    },
    async unusedOrigin() {
      const { json } = await line.ask("GET", "unused-origin");
      return (json as { origin: string }).origin;
    },
    async close() {
      for (const script of [...scripts]) script.remove();
      await line.idle();
    },
  };
}

/** The requests to the control port. */
class ControlLine {
  readonly #control: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(control: string) {
    this.#control = control.replace(/\/*$/, "/");
  }

  async ask(method: string, path: string, init: RequestInit = {}): Promise<{ status: number; json: unknown }> {
    const response = await fetch(this.#control + path, { ...init, method });
    const text = await response.text();
    return { status: response.status, json: text === "" ? undefined : JSON.parse(text) };
  }

  /** Sends a command once those before it are through, and settles when it is. */
  tell(method: string, path: string, body?: unknown): Promise<void> {
    const told = this.#last.then(async () => {
      const { status, json } = await this.ask(method, path, body === undefined ? {} : { body: JSON.stringify(body) });
      // The scenario may be gone: nothing is left to command.
      if (status >= 400 && status !== 404) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
    });
    this.#last = told.catch(() => {});
    return told;
  }

  /** Settles when every command so far is through. */
  async idle(): Promise<void> {
    await this.#last;
  }
}

class RemoteScript implements Script {
  readonly id: string;
  readonly url: string;
  readonly otherOriginUrl: string;
  readonly #line: ControlLine;
  readonly #exchanges: RemoteExchange[] = [];
  readonly #removed = new AbortController();
  readonly #forget: (script: RemoteScript) => void;
  /** Rejects if a command to this scenario went wrong. Whoever asks next learns of it. */
  #told: Promise<unknown> = Promise.resolve();
  openConnections = 0;

  constructor(line: ControlLine, id: string, origin: string, otherOrigin: string, forget: (script: RemoteScript) => void) {
    this.#line = line;
    this.id = id;
    this.url = `${origin}/${id}`;
    this.otherOriginUrl = `${otherOrigin}/${id}`;
    this.#forget = forget;
  }

  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  put(scenario: Scenario): void {
    this.#tell("PUT", "", scenario);
  }

  async refresh(): Promise<void> {
    const { json } = await this.#ask("");
    const { openConnections, exchanges } = json as { openConnections: number; exchanges: ToldExchange[] };
    this.openConnections = openConnections;
    for (const [index, told] of exchanges.entries()) this.#learn(index, told);
  }

  async exchange(index: number): Promise<Exchange> {
    return this.#learn(index, (await this.#await(`/exchanges/${index}`)) as ToldExchange);
  }

  release(name: string): void {
    this.#tell("PUT", `/releases/${encodeURIComponent(name)}`);
  }

  async connections(count: number): Promise<void> {
    const { openConnections } = (await this.#await(`/connections/${count}`)) as { openConnections: number };
    this.openConnections = openConnections;
  }

  remove(): void {
    if (this.#removed.signal.aborted) return;
    this.#removed.abort(new Error("the scenario was removed"));
    this.#forget(this);
    this.#tell("DELETE", "");
  }

  /** Waits for a milestone of the exchange. @throws Error when it can't be reached any more. */
  async reached(index: number, milestone: string): Promise<ToldExchange> {
    return (await this.#await(`/exchanges/${index}/milestones/${encodeURIComponent(milestone)}`)) as ToldExchange;
  }

  #learn(index: number, told: ToldExchange): RemoteExchange {
    const known = this.#exchanges[index];
    const exchange = known ?? new RemoteExchange(told, (milestone) => this.reached(index, milestone));
    exchange.update(told);
    this.#exchanges[index] = exchange;
    return exchange;
  }

  /** Asks until the answer is that something has come, or that it never will. */
  async #await(path: string): Promise<unknown> {
    for (;;) {
      const { status, json } = await this.#ask(`${path}?timeout=${patience}`);
      if (status === 200) return json;
      if (status !== 408) throw Object.assign(new Error(`${path} can't come any more`), { told: json });
    }
  }

  #tell(method: string, path: string, body?: unknown): void {
    this.#told = Promise.all([this.#told, this.#line.tell(method, `scenarios/${this.id}${path}`, body)]);
    this.#told.catch(() => {});
  }

  async #ask(path: string): Promise<{ status: number; json: unknown }> {
    await this.#told;
    await this.#line.idle();
    return this.#line.ask("GET", `scenarios/${this.id}${path}`, { signal: this.#removed.signal });
  }
}

/** An exchange as it was when the server was asked last. */
class RemoteExchange implements Exchange {
  readonly request: RecordedRequest;
  #told: ToldExchange;
  readonly #reached: (milestone: string) => Promise<ToldExchange>;

  constructor(told: ToldExchange, reached: (milestone: string) => Promise<ToldExchange>) {
    const { body, ...request } = told.request;
    this.request = { ...request, body: Uint8Array.from(atob(body), (character) => character.charCodeAt(0)) };
    this.#told = told;
    this.#reached = reached;
  }

  update(told: ToldExchange): void {
    this.#told = told;
  }

  get milestones(): readonly string[] {
    return this.#told.milestones;
  }

  get closedBy(): "client" | "server" | undefined {
    return this.#told.closedBy ?? undefined;
  }

  get failure(): Error | undefined {
    const { failure } = this.#told;
    return failure === undefined ? undefined : new Error(failure);
  }

  get bytesAccepted(): number {
    return this.#told.bytesAccepted;
  }

  get closed(): Promise<void> {
    return this.reached("closed");
  }

  get stalled(): Promise<void> {
    return this.reached("stalled");
  }

  async reached(milestone: string): Promise<void> {
    if (!this.#told.milestones.includes(milestone)) this.update(await this.#reached(milestone));
  }
}
