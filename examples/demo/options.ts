import { parseArgs } from "node:util";
import { type ClientName, clientNames } from "./clients.ts";

export const help = `npm start                      a tour: an SSE server on this machine, and four HTTP clients that read from it
npm start -- URL [options]     the same four clients on your own endpoint, until Ctrl-C
npm start -- --serve           the server of the README's examples, on port 8000, until Ctrl-C

  --method METHOD              GET by default; POST with --data
  --header "NAME: VALUE"       sent with the request; may be given several times
  --data TEXT                  the request's body, as application/json unless a --header says otherwise
  --client NAME                ${clientNames.join(", ")}: only this one; may be given several times
  --port NUMBER                with --serve: another port
  --help                       this text

Colour is used on a terminal, unless NO_COLOR is set. Exit code: 0 when all went well, 1 when a client failed, 2 for a mistake in the options.`;

/** A mistake on the command line. Its message is one line. */
export class UsageError extends Error {}

export type Options =
  | { readonly do: "help" }
  | { readonly do: "serve"; readonly port: number }
  | { readonly do: "tour"; readonly clients: readonly ClientName[] }
  | { readonly do: "watch"; readonly clients: readonly ClientName[]; readonly target: Target };

export interface Target {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  if (values.help) return { do: "help" };
  if (values.serve) {
    if (positionals.length > 0) throw new UsageError(`--serve: expected no URL, got ${positionals[0]}`);
    return { do: "serve", port: readPort(values.port ?? "8000") };
  }
  if (values.port !== undefined) throw new UsageError("--port: expected --serve along with it, got none");

  const wrong = values.client?.find((name) => !isClient(name));
  if (wrong !== undefined) throw new UsageError(`--client: expected one of ${clientNames.join(", ")}, got "${wrong}"`);
  const clients = values.client ? clientNames.filter((name) => values.client?.includes(name)) : clientNames;

  const [given, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`Expected one URL, got ${positionals.length}: ${positionals.join(" ")}`);
  if (given === undefined) {
    const idle = (["method", "header", "data"] as const).find((name) => values[name] !== undefined);
    if (idle) throw new UsageError(`--${idle}: expected a URL along with it, got none`);
    return { do: "tour", clients };
  }

  const { data } = values;
  const method = (values.method ?? (data === undefined ? "GET" : "POST")).toUpperCase();
  if (!/^[A-Z]+$/.test(method)) throw new UsageError(`--method: expected an HTTP method, got "${values.method}"`);
  if (data !== undefined && (method === "GET" || method === "HEAD"))
    throw new UsageError(`--data: expected a method whose requests have a body, got ${method}`);
  return { do: "watch", clients, target: { method, url: readURL(given), headers: readHeaders(values.header ?? [], data), body: data } };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        method: { type: "string" },
        header: { type: "string", multiple: true },
        data: { type: "string" },
        client: { type: "string", multiple: true },
        serve: { type: "boolean" },
        port: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node's own words, of which the first sentence says what is wrong.
    throw new UsageError(error.message.split(/\.\s/, 1)[0]?.replace(/\.$/, ""));
  }
}

function isClient(name: string): name is ClientName {
  return clientNames.some((known) => known === name);
}

function readPort(given: string): number {
  const port = Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`--port: expected a port number, got "${given}"`);
  return port;
}

function readURL(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") throw new UsageError(`Expected an http or https URL, got "${given}"`);
  return url.href;
}

function readHeaders(lines: readonly string[], data: string | undefined): Record<string, string> {
  const headers = new Headers();
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^:]+):(.*)$/.exec(line) ?? [];
    try {
      headers.append(name, value);
    } catch {
      throw new UsageError(`--header: expected "NAME: VALUE", got "${line}"`);
    }
  }
  if (data !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  return Object.fromEntries(headers);
}
