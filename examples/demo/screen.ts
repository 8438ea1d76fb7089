import { isSSEError, type ServerSentEvent } from "@sse/core";
import type { ClientName } from "./clients.ts";

/** Lines in columns (time, client, event type, the rest), coloured by client where the output is a terminal that wants it. */
export interface Screen {
  /** A line across the columns. */
  say(text: string): void;
  /** What one client saw. */
  line(client: ClientName, type: string, text: string): void;
  event(client: ClientName, event: ServerSentEvent): void;
  failure(client: ClientName, error: unknown): void;
}

/** The part of a `tty.WriteStream` that is used; a file and a pipe have no `isTTY` and no `columns`. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const colours: Readonly<Record<ClientName, number>> = { fetch: 36, undici: 32, axios: 35, ky: 33 };
const DIM = 2;
const BOLD = 1;
const RED = 31;

export function makeScreen(out: Output, env: Readonly<Record<string, string | undefined>>): Screen {
  const start = performance.now();
  const coloured = out.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  const paint = (code: number, text: string): string => (coloured ? `\x1b[${code}m${text}\x1b[0m` : text);

  const row = (client: ClientName, type: string, text: string, colour?: number): void => {
    const time = `${((performance.now() - start) / 1000).toFixed(2).padStart(7)} s`;
    const shown = fit(printable(type), 10).padEnd(10);
    const columns = [paint(DIM, time), paint(colours[client], client.padEnd(6)), colour ? paint(colour, shown) : shown, printable(text)];
    out.write(`${columns.join("  ").trimEnd()}\n`);
  };

  return {
    say: (text) => out.write(`${paint(BOLD, text)}\n`),
    line: (client, type, text) => row(client, type, text, DIM),
    event(client, event) {
      // On a terminal a long event is cut rather than broken, so that the columns stand; a log keeps all of it.
      const width = out.isTTY && out.columns ? Math.max(20, out.columns - 32) : Number.POSITIVE_INFINITY;
      row(client, event.event, fit(`${event.id && `#${event.id} `}${event.data}`, width));
    },
    failure: (client, error) => row(client, "failed", describe(error), RED),
  };
}

/** An error in one line: its code, what happened, and what the server said to it. */
function describe(error: unknown): string {
  if (!isSSEError(error)) return String(error);
  const more = error.body ? fit(error.body, 200) : reason(error.cause);
  return `${error.code}  ${error.message}${more && `  ${more}`}`;
}

/** The innermost cause's words, where it has no code that the message already names. */
function reason(cause: unknown): string {
  if (!(cause instanceof Error) || "code" in cause) return "";
  return reason(cause.cause) || (cause.cause === undefined ? cause.message.replace(/\/\/[^/]*@/g, "//") : "");
}

/** Control characters as JSON writes them: data from a server must not move the cursor or break the line. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, (char) =>
    char < " " ? JSON.stringify(char).slice(1, -1) : `\\u00${char.charCodeAt(0).toString(16)}`,
  );
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
