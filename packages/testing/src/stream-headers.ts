import type { HeaderList } from "./exchange.ts";

/** Headers as `new Headers` takes them. */
export type StreamHeaders = Headers | Readonly<Record<string, string>> | readonly (readonly [name: string, value: string])[];

/** https://fetch.spec.whatwg.org/#null-body-status */
export const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * The headers of an event stream, and those given.
 *
 * `Transfer-Encoding` is there in Node only: servers of Deno and Bun write it by themselves.
 */
export function streamHeaders(given: StreamHeaders | undefined): HeaderList {
  const { process }: { process?: { versions?: { node?: string; bun?: string; deno?: string } } } = globalThis;
  const { node, bun, deno } = process?.versions ?? {};
  const headers = new Map([
    ["content-type", "text/event-stream"],
    ["cache-control", "no-store"],
    ...(node && !bun && !deno ? [["transfer-encoding", "chunked"] as const] : []),
  ]);
  for (const [name, value] of pairsOf(given ?? {})) headers.set(name.toLowerCase(), value);
  return [...headers];
}

const pairsOf = (headers: StreamHeaders): Iterable<readonly [string, string]> =>
  Symbol.iterator in headers ? (headers as Iterable<[string, string]>) : Object.entries(headers);
