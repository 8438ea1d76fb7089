import { versionOf } from "./runtimes.ts";

/** One of our adapters with one version of its client. */
export interface Client {
  /** As the table names it. */
  readonly title: string;
  readonly adapter: "@sse/fetch" | "@sse/undici" | "@sse/axios" | "@sse/ky";
  /** The file in `subjects` that makes the subject. */
  readonly subject: "fetch" | "undici" | "undici-module" | "axios-http" | "axios-fetch" | "ky";
  /** The client's package, and the name under which the project `runtimes` has this version of it; `undefined` for the runtime's own client. */
  readonly package?: { readonly name: "undici" | "axios" | "ky"; readonly alias: string };
  /** The first Node that runs it, and the client's manifest, which says so. @defaultValue every Node that we support */
  readonly since?: { readonly node: string; readonly manifest: string };
}

function undici(alias: string, node: string): Client {
  const version = versionOf(alias);
  const since = { node, manifest: `https://github.com/nodejs/undici/blob/v${version}/package.json` };
  return { title: `undici ${version}`, adapter: "@sse/undici", subject: "undici", package: { name: "undici", alias }, since };
}

function axios(alias: string, adapter: "http" | "fetch"): Client {
  const title = `axios ${versionOf(alias)}, ${adapter}`;
  return { title, adapter: "@sse/axios", subject: `axios-${adapter}`, package: { name: "axios", alias } };
}

function ky(alias: string, node?: string): Client {
  const since = node === undefined ? {} : { since: { node, manifest: "https://github.com/sindresorhus/ky/blob/v2.0.0/package.json" } };
  return { title: `ky ${versionOf(alias)}`, adapter: "@sse/ky", subject: "ky", package: { name: "ky", alias }, ...since };
}

/** Every client in its lowest and its newest version that we support. */
export const clients: readonly Client[] = [
  { title: "fetch", adapter: "@sse/fetch", subject: "fetch" },
  undici("undici7-lowest", "20.18.1"),
  undici("undici7-newest", "20.18.1"),
  undici("undici8-lowest", "22.19.0"),
  undici("undici8-newest", "22.19.0"),
  {
    title: "undici, Bun's own",
    adapter: "@sse/undici",
    subject: "undici-module",
    package: { name: "undici", alias: "undici8-newest" },
  },
  axios("axios-lowest", "http"),
  axios("axios-newest", "http"),
  axios("axios-fetch-lowest", "fetch"),
  axios("axios-newest", "fetch"),
  ky("ky1-lowest"),
  ky("ky1-newest"),
  ky("ky2-lowest", "22.0.0"),
  ky("ky2-newest", "22.0.0"),
];
