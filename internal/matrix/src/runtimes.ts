import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The project in which the runtimes and clients are installed, apart from the workspace. */
export const installed: string = join(import.meta.dirname, "..", "runtimes");

export type Kind = "node" | "bun" | "deno" | "edge-runtime" | "workerd" | "chromium" | "firefox";

/** One version of one runtime. */
export interface Runtime {
  readonly id: string;
  readonly kind: Kind;
  /** As the table names it. */
  readonly title: string;
  /** The version that npm installs; `undefined` for what the machine brings. */
  readonly version: string | undefined;
  /** The program, or the package that starts it; `undefined` if this machine doesn't have it. */
  readonly path: string | undefined;
  /** How to get it. */
  readonly hint: string;
}

const manifest: { dependencies: Record<string, string>; optionalDependencies: Record<string, string> } = JSON.parse(
  readFileSync(join(installed, "package.json"), "utf8"),
);
const pinned = new Map(Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies }));

/** The version of a package in the project `runtimes`. */
export function versionOf(name: string): string {
  const range = pinned.get(name);
  if (range === undefined) throw new TypeError(`Expected a package of ${installed}, got ${name}`);
  return range.slice(range.lastIndexOf("@") + 1);
}

const npmHint = "pnpm --dir internal/matrix/runtimes install --frozen-lockfile";

function fromNpm(id: string, kind: Kind, name: string, ...path: string[]): Runtime {
  const file = join(installed, "node_modules", ...path);
  const version = versionOf(id);
  return { id, kind, title: `${name} ${version}`, version, path: existsSync(file) ? file : undefined, hint: npmHint };
}

const node = (id: string): Runtime => ({
  ...fromNpm(id, "node", "Node", id, "bin", "node"),
  hint: `${npmHint}, on Linux with an x64 processor`,
});

const firstOf = (...paths: readonly (string | undefined)[]): string | undefined => paths.find((path) => path && existsSync(path));

function browser(kind: "chromium" | "firefox", title: string, paths: readonly string[], debian: string): Runtime {
  const variable = `${kind.toUpperCase()}_PATH`;
  const hint = `apt-get install ${debian}, or set ${variable}`;
  return { id: kind, kind, title, version: undefined, path: firstOf(process.env[variable], ...paths), hint };
}

/** Every runtime that we support: of each Node line the oldest version that we promise and the newest, of the others the newest. */
export const runtimes = (): readonly Runtime[] => [
  node("node20-oldest"),
  node("node20-newest"),
  node("node22-oldest"),
  node("node22-newest"),
  node("node24-oldest"),
  node("node24-newest"),
  node("node26-oldest"),
  node("node26-newest"),
  fromNpm("bun", "bun", "Bun", ".bin", "bun"),
  fromNpm("deno", "deno", "Deno", ".bin", "deno"),
  fromNpm("miniflare", "workerd", "workerd of miniflare", "miniflare"),
  fromNpm("edge-runtime", "edge-runtime", "edge-runtime", "edge-runtime"),
  browser("chromium", "Chromium", ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], "chromium"),
  browser("firefox", "Firefox", ["/usr/bin/firefox-esr", "/usr/bin/firefox"], "firefox-esr"),
];
