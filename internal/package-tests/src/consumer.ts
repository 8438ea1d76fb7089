import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { here, type Published, published, readManifest } from "./published.ts";
import { run } from "./run.ts";

/** A stranger's project: one of our packages, its client, and nothing else. */
export interface Consumer {
  readonly title: string;
  readonly subject: Published;
  /** The client's package name and version; without one the package needs none. */
  readonly client?: { readonly name: string; readonly version: string };
  /** The first major version of Node that runs all of it. */
  readonly since: number;
}

const consumer = (name: string, since: number, client?: { name: string; installedAs: string }): Consumer => {
  const subject = published.find((it) => it.name === name);
  if (!subject) throw new Error(`${name}: expected a published package`);
  if (!client) return { title: name, subject, since };
  const { version } = readManifest(join(subject.folder, "node_modules", client.installedAs));
  return { title: `${name} with ${client.name} ${version.split(".")[0]}`, subject, since, client: { name: client.name, version } };
};

export const consumers: readonly Consumer[] = [
  consumer("@sse/core", 20),
  consumer("@sse/conformance", 20, { name: "eventsource-client", installedAs: "eventsource-client" }),
  consumer("@sse/conformance", 24, { name: "vitest", installedAs: "vitest" }),
  consumer("@sse/fetch", 20),
  consumer("@sse/undici", 22, { name: "undici", installedAs: "undici" }),
  consumer("@sse/undici", 20, { name: "undici", installedAs: "undici7" }),
  consumer("@sse/axios", 20, { name: "axios", installedAs: "axios" }),
  consumer("@sse/ky", 22, { name: "ky", installedAs: "ky" }),
  consumer("@sse/ky", 20, { name: "ky", installedAs: "ky1" }),
  consumer("@sse/testing", 20, { name: "@sse/fetch", installedAs: "@sse/fetch" }),
];

/** Installs a consumer into an empty folder. It asks for one of our packages and its client; core is what that package brings along. */
export async function install({ subject, client }: Consumer, folder: string, tarballs: Readonly<Record<string, string>>): Promise<string> {
  mkdirSync(folder);
  const tarball = (name: string): string => `file:${tarballs[name]}`;
  const dependencies = {
    [subject.name]: tarball(subject.name),
    // Its README puts core's decoder to the test.
    ...(subject.name === "@sse/conformance" && { "@sse/core": tarball("@sse/core") }),
    ...(client && { [client.name]: client.name in tarballs ? tarball(client.name) : client.version }),
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, dependencies }));
  writeFileSync(
    join(folder, "pnpm-workspace.yaml"),
    JSON.stringify({ pmOnFail: "ignore", overrides: { "@sse/core": tarball("@sse/core") } }),
  );
  await run("pnpm", ["install", "--prefer-offline", "--no-frozen-lockfile"], folder);
  return folder;
}

/**
 * The Node versions at hand by their major: those that this package and the root install, where the platform has them, and the one that runs
 * the tests. The root's isn't always that one: in this package's scripts, `node` is the newest that the package lists.
 */
export const nodes: ReadonlyMap<number, string> = new Map(
  [
    ...[20, 22, 26].map((major): [number, string] => [major, join(here, "node_modules", `node${major}`, "bin", "node")]),
    [24, join(here, "..", "..", "node_modules", `node-linux-${process.arch}`, "bin", "node")] as const,
    [Number.parseInt(process.versions.node, 10), process.execPath] as const,
  ].filter(([, path]) => existsSync(path)),
);
