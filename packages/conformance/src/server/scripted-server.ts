import type { RecordedRequest } from "./recorded-request.ts";
import type { Scenario } from "./scenario.ts";

/** An origin that does exactly what it is told, and tells what the client did. It runs in this process, or is driven from here. */
export interface ScriptedServer {
  readonly origin: string;
  readonly otherOrigin: string;
  /** Puts a scenario on the server, under a URL of its own. */
  script(scenario: Scenario): Script;
  /** An origin at which nothing listens. */
  unusedOrigin(): Promise<string>;
  /** Breaks everything off and stops listening; a server that is only driven from here goes on without the scenarios that were put on it. */
  close(): Promise<void>;
}

/** A scenario on the server: where it is, who came, and the strings to pull. */
export interface Script {
  readonly id: string;
  /** Anything may follow the path, and any query: all of it belongs to this scenario. */
  readonly url: string;
  /** The same scenario under another origin (another port). */
  readonly otherOriginUrl: string;
  /** Requests that have arrived so far, in order; see {@link Script.refresh}. */
  readonly exchanges: readonly Exchange[];
  /** Connections to the scenario that are open; see {@link Script.refresh}. */
  readonly openConnections: number;
  /** Settles when the members above are as they are on the server. In the server's own process they always are. */
  refresh(): Promise<void>;
  /** The request number `index`, counted from 0, once it has arrived as a whole. */
  exchange(index: number): Promise<Exchange>;
  /** Lets every `wait` step with this name go on, those to come as well. */
  release(name: string): void;
  /** Settles when exactly this many connections to the scenario are open, at once when they are. */
  connections(count: number): Promise<void>;
  /** Breaks off what is still open and forgets the scenario. */
  remove(): void;
}

/** One request and what the server does with it, seen from the server's side. */
export interface Exchange {
  readonly request: RecordedRequest;
  /** The points that were reached: names of `mark` and `wait` steps, `stalled` once the client stopped reading, `closed` at the end. */
  readonly milestones: readonly string[];
  /** Who closed first, or undefined while the connection is open. A client that breaks off and one that closes in order are both `client`. */
  readonly closedBy: "client" | "server" | undefined;
  /** A step that could not be played, for a reason other than the client's closing. */
  readonly failure: Error | undefined;
  /** Bytes of the response that the operating system took from the server: an upper bound of what the client has read. */
  readonly bytesAccepted: number;
  /** Settles when the milestone is reached, at once when it was. @throws Error when the connection closes without it. */
  reached(milestone: string): Promise<void>;
  /** Settles when both directions are closed: the server holds nothing of this connection any more. */
  readonly closed: Promise<void>;
  /** Settles when the client takes no more bytes although the server has some, see {@link Exchange.bytesAccepted}. */
  readonly stalled: Promise<void>;
}
