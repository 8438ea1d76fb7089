import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Check } from "./check.ts";

const execute = promisify(execFile);

/** One release of TypeScript, under the name that the project `tools` has for it. */
const compilers: readonly string[] = ["5.2", "5.5", "5.7", "5.9", "6.0", "7.0"];

/** What a consumer's tsconfig.json may say about modules. */
interface Resolution {
  readonly title: string;
  readonly options: object;
  /** Whether a release knows it. */
  readonly knows: (version: string) => boolean;
}

const always = (): boolean => true;

const resolutions: readonly Resolution[] = [
  { title: "node16", options: { module: "node16", moduleResolution: "node16" }, knows: always },
  { title: "nodenext", options: { module: "nodenext", moduleResolution: "nodenext" }, knows: always },
  { title: "bundler", options: { module: "esnext", moduleResolution: "bundler" }, knows: always },
  { title: "node10", options: { module: "esnext", moduleResolution: "node10" }, knows: (version) => Number(version) < 6 },
];

const environments = [
  { title: "types of a browser", options: { lib: ["es2022", "dom", "dom.iterable"], types: [] } },
  { title: "types of Node", options: { lib: ["es2022"], types: ["node"] } },
  { title: "types of both", options: { lib: ["es2022", "dom", "dom.iterable"], types: ["node"] } },
] as const;

/** A tsconfig.json, and the release that checks it. */
interface TypeCheck {
  readonly title: string;
  readonly version: string;
  readonly config: object;
}

/** Every release with every way to resolve modules and every set of types. Our declarations need those of a browser or of Node. */
const typeChecks: readonly TypeCheck[] = compilers.flatMap((version) =>
  resolutions.flatMap(({ title, options, knows }) => {
    if (!knows(version)) return [];
    return environments.map((environment): TypeCheck => {
      return {
        title: `TypeScript ${version}, ${title}, ${environment.title}`,
        version,
        config: {
          compilerOptions: {
            ...options,
            ...environment.options,
            target: "es2022",
            strict: true,
            noEmit: true,
            skipLibCheck: false,
            exactOptionalPropertyTypes: true,
          },
          files: ["types/core.ts", "types/adapters.ts"],
        },
      };
    });
  }),
);

export const compilerChecks: readonly Check[] = typeChecks.map(({ title, version, config }) => ({
  title,
  run: async (cwd) => {
    writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify(config));
    const compiler = join("..", "node_modules", `typescript-${version}`, "bin", "tsc");
    await execute(process.execPath, [compiler, "-p", "."], { cwd, timeout: 120_000 });
  },
}));
