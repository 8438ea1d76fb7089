import type { Host } from "./host.ts";

/** What this module reads of a runtime's globals. */
interface Globals {
  readonly navigator?: { readonly userAgent?: string };
  readonly process?: { readonly versions?: Readonly<Record<string, string | undefined>> };
  readonly gc?: (() => void) | undefined;
}

/** The host as far as globals tell it: a browser, a worker, or a runtime whose modules aren't at hand. */
export function thisHost(): Host {
  const { gc, navigator: { userAgent = "" } = {} }: Globals = globalThis;
  const browser = userAgent.startsWith("Mozilla/");
  return {
    name: runtimeName(),
    // https://www.rfc-editor.org/rfc/rfc9112.html#section-9.4 leaves the number open; for HTTP/1.1 all browsers use this one.
    ...(browser && { maxConnections: 6 }),
    block,
    ...(gc && { collectGarbage: () => gc() }),
  };
}

/** A busy loop. */
export function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** The name and version of what runs the suite. */
export function runtimeName(): string {
  const { process, navigator: { userAgent = "" } = {} }: Globals = globalThis;
  const { bun, deno, node } = process?.versions ?? {};
  if (bun) return `Bun ${bun}`;
  if (deno) return `Deno ${deno}`;
  if (node) return `Node.js ${node}`;
  // The last product of a browser's user agent is often Safari, whichever browser it is.
  const [, name, version] = /(Firefox|Edg|Chrome|HeadlessChrome|Version)\/(\S+)/.exec(userAgent) ?? [];
  if (name === undefined) return userAgent || "an unknown runtime";
  return `${{ Edg: "Edge", HeadlessChrome: "Chrome", Version: "Safari" }[name] ?? name} ${version}`;
}
