import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Client } from "./clients.ts";
import { installed } from "./runtimes.ts";

const execute = promisify(execFile);
const packages = join(import.meta.dirname, "..", "..", "..", "packages");

/** Packs every package as a release would, and unpacks it into `folder`. */
export async function packAll(folder: string): Promise<void> {
  await Promise.all(
    readdirSync(packages).map(async (name) => {
      const destination = join(folder, name);
      mkdirSync(destination, { recursive: true });
      await execute("pnpm", ["pack", "--pack-destination", destination], { cwd: join(packages, name) });
      const tarball = readdirSync(destination).find((file) => file.endsWith(".tgz"));
      if (!tarball) throw new Error(`Expected a tarball of ${name}, got none: run pnpm build first`);
      await execute("tar", ["-xzf", tarball], { cwd: destination });
    }),
  );
}

/** Puts our packed packages into a folder `node_modules`. */
export function unpackInto(modules: string, packed: string): void {
  mkdirSync(join(modules, "@sse"), { recursive: true });
  for (const name of readdirSync(packed)) cpSync(join(packed, name, "package"), join(modules, "@sse", name), { recursive: true });
}

/** Lays out a stranger's project with our packages and one version of one client, under the client's real name. */
export function layOut(folder: string, packed: string, client: Client): string {
  const modules = join(folder, "node_modules");
  unpackInto(modules, packed);
  if (client.package) {
    const target = join(installed, "node_modules", client.package.alias);
    link(target, join(modules, client.package.name));
    // Bun replaces undici by its name. The real package needs another one there.
    link(target, join(modules, "real-client"));
  }
  return folder;
}

const link = (target: string, path: string): void => symlinkSync(target, path, "junction");
