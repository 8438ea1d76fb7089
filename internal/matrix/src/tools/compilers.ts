import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Check } from "./check.ts";
import { entriesOf } from "./entries.ts";

const execute = promisify(execFile);

/** Releases of TypeScript, from the oldest that we support. The project `tools` has each as `typescript-5.2` and so on. */
const compilers = [5.2, 5.5, 5.7, 5.9, 6, 7];

/** What a consumer's tsconfig.json says about modules. */
interface Resolution {
  readonly title: string;
  readonly options: object;
  /** A file that ends so is a module of the kind that is checked. */
  readonly extension: "ts" | "cts";
  /** Whether a release has it. @defaultValue every release */
  readonly knows?: (version: number) => boolean;
  /** Whether a release lets such a file import an ES module, which ky is. @defaultValue every release */
  readonly importsModules?: (version: number) => boolean;
}

const resolutions: readonly Resolution[] = [
  { title: "node16", options: { module: "node16", moduleResolution: "node16" }, extension: "ts" },
  {
    title: "node16 in CommonJS",
    options: { module: "node16", moduleResolution: "node16" },
    extension: "cts",
    importsModules: () => false,
  },
  { title: "nodenext", options: { module: "nodenext", moduleResolution: "nodenext" }, extension: "ts" },
  {
    title: "nodenext in CommonJS",
    options: { module: "nodenext", moduleResolution: "nodenext" },
    extension: "cts",
    importsModules: (version) => version >= 5.8,
  },
  { title: "bundler", options: { module: "esnext", moduleResolution: "bundler" }, extension: "ts" },
  { title: "node10", options: { module: "esnext", moduleResolution: "node10" }, extension: "ts", knows: (version) => version < 6 },
  {
    title: "node10",
    options: { module: "esnext", moduleResolution: "node10", ignoreDeprecations: "6.0" },
    extension: "ts",
    knows: (version) => version === 6,
  },
];

/** Our declarations need the types of a browser or those of Node. */
const environments = [
  {
    title: "types of a browser",
    options: { lib: ["es2022", "dom", "dom.iterable"], types: [] },
    files: ["types/without-node.ts"],
    // undici's own types bring those of Node along, and so does a test's server.
    has: (entry: string): boolean => !/^@sse\/(undici|testing)/.test(entry),
  },
  { title: "types of Node", options: { lib: ["es2022"], types: ["node"] }, files: ["types/without-dom.ts", "types/undici.ts"] },
  { title: "types of both", options: { lib: ["es2022", "dom", "dom.iterable"], types: ["node"] }, files: ["types/undici.ts"] },
];

/** Every release with every way to resolve modules and every set of types. Each imports every entry of every package, and calls each adapter. */
export const compilerChecks: readonly Check[] = compilers.flatMap((version) =>
  resolutions
    .filter(({ knows = () => true }) => knows(version))
    .flatMap((resolution) => environments.map((environment) => checkOf(version, resolution, environment))),
);

function checkOf(version: number, resolution: Resolution, environment: (typeof environments)[number]): Check {
  const { title, options, extension, importsModules = () => true } = resolution;
  const { files, has = () => true } = environment;
  const release = version.toFixed(1);
  return {
    title: `TypeScript ${release}, ${title}, ${environment.title}`,
    run: async (cwd) => {
      const entries = entriesOf(cwd).filter((entry) => has(entry) && (importsModules(version) || !entry.startsWith("@sse/ky")));
      const all = `types/entries.${extension}`;
      writeFileSync(join(cwd, all), entries.map((entry, index) => `export * as entry${index} from "${entry}";\n`).join(""));
      const compilerOptions = {
        ...options,
        ...environment.options,
        target: "es2022",
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        exactOptionalPropertyTypes: true,
      };
      writeFileSync(
        join(cwd, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: [all, ...files, "types/core.ts", "types/adapters.ts"] }),
      );
      await execute(process.execPath, [join("..", "node_modules", `typescript-${release}`, "bin", "tsc"), "-p", "."], {
        cwd,
        timeout: 120_000,
      });
    },
  };
}
