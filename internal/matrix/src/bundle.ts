import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import type { Client } from "./clients.ts";

/** What the bundle is: a program that finds our packages in its project, or one file with everything, for a page, as a classic script, or for a Worker. */
export type Target = "program" | "page" | "script" | "worker";

const here = import.meta.dirname;

/**
 * Writes the program of one cell: the client's subject and the entry of its host. Our packages and the client come from the cell's project, so that it is
 * the packed packages that run.
 */
export async function bundle(
  project: string,
  client: Client,
  entry: string,
  target: Target,
  rename: Readonly<Record<string, string>> = {},
): Promise<string> {
  const outfile = join(project, "cell.mjs");
  await build({
    stdin: {
      contents: `import subject from ${JSON.stringify(join(here, "subjects", `${client.subject}.ts`))};
import { run } from ${JSON.stringify(join(here, "hosts", entry))};
export default run(subject);`,
      resolveDir: project,
    },
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
    tsconfigRaw: {},
    ...targets[target](project, rename),
  });
  return outfile;
}

const targets: Readonly<Record<Target, (project: string, rename: Readonly<Record<string, string>>) => BuildOptions>> = {
  // Only our own few files are bundled. Each runtime resolves packages by its own rules.
  program: (_, alias) => ({ platform: "node", alias: { ...alias }, external: ["@sse/*", "undici", "axios", "ky", "real-client"] }),
  page: (project) => ({ platform: "browser", plugins: [fromProject(project)] }),
  script: (project) => ({ platform: "browser", format: "iife", plugins: [fromProject(project)] }),
  worker: (project) => ({
    platform: "node",
    conditions: ["workerd", "worker", "module"],
    mainFields: ["module", "main"],
    plugins: [fromProject(project)],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire("/");' },
  }),
};

/** Resolves packages that our files import as if they were in the project. */
function fromProject(project: string): NonNullable<BuildOptions["plugins"]>[number] {
  return {
    name: "from-project",
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^(@sse\/|undici$|axios$|ky$)/ }, ({ path, kind, importer, pluginData }) => {
        if (pluginData === "again" || !importer.startsWith(here)) return undefined;
        return resolve(path, { kind, resolveDir: project, pluginData: "again" });
      });
    },
  };
}
