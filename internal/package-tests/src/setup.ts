import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { consumers, install } from "./consumer.ts";
import { published } from "./published.ts";
import { run } from "./run.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Each published package's name, and the path of its tarball. */
    tarballs: Record<string, string>;
    /** Each consumer's title, and the folder where it is installed. */
    folders: Record<string, string>;
    /** What kept a package from being packed, or a consumer from being installed. */
    problems: string[];
  }
}

/**
 * vitest's global setup: packs what was built as a release would, and installs it as strangers would, all in a temporary folder.
 * It must not throw, which would end the run of every other project: what went wrong is left to a test to say.
 */
export default async function packAndInstall(project: TestProject): Promise<() => void> {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "sse-package-tests-")));
  const problems: string[] = [];
  const tarballs: Record<string, string> = {};
  const folders: Record<string, string> = {};
  await Promise.all(
    published.map(async ({ name, folder }) => {
      await pack(folder, join(temporary, name)).then(
        (tarball) => (tarballs[name] = tarball),
        (error) => problems.push(String(error)),
      );
    }),
  );
  await Promise.all(
    consumers.map(async (consumer, index) => {
      await install(consumer, join(temporary, `${index}`), tarballs).then(
        (folder) => (folders[consumer.title] = folder),
        (error) => problems.push(String(error)),
      );
    }),
  );
  project.provide("tarballs", tarballs);
  project.provide("folders", folders);
  project.provide("problems", problems);
  return () => rmSync(temporary, { recursive: true, force: true });
}

async function pack(folder: string, destination: string): Promise<string> {
  if (!existsSync(join(folder, "dist"))) throw new Error(`${folder} is not built: run \`pnpm build\` first`);
  mkdirSync(destination, { recursive: true });
  await run("pnpm", ["pack", "--pack-destination", destination], folder);
  return join(destination, readdirSync(destination)[0] ?? "");
}
