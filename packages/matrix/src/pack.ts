import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { published } from "./published.ts";
import { run } from "./run.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Each published package's name and the path of its tarball. */
    tarballs: Record<string, string>;
  }
}

/** vitest's global setup: packs every published package as a release would, from what was built. */
export default async function pack(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "sse-packed-"));
  const tarballs: Record<string, string> = {};
  for (const { name, folder: source } of published) {
    if (!existsSync(join(source, "dist"))) throw new Error(`${name} is not built: run \`pnpm build\` first`);
    const destination = join(folder, name.replace("/", "-"));
    await run("pnpm", ["pack", "--pack-destination", destination], source);
    const [tarball = ""] = readdirSync(destination);
    tarballs[name] = join(destination, tarball);
  }
  project.provide("tarballs", tarballs);
  return () => rmSync(folder, { recursive: true, force: true });
}
