import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Check } from "./check.ts";

const execute = promisify(execFile);

/** One way to build the consumer's program, and to run what comes out. */
interface Bundler {
  readonly title: string;
  /** Commands in the consumer's folder, each a file that Node runs and its arguments. */
  readonly commands: readonly (readonly string[])[];
  /** The built file, which Node runs with a server of its own. */
  readonly output: string;
  /** What was built. @defaultValue `"program"` */
  readonly entry?: keyof typeof expected;
  /** Further commands that must accept the output, each an executable and its arguments. */
  readonly accepts?: readonly (readonly string[])[];
}

/** What a build sees: of the program two events in four ways, the first event in a fifth, and a refusal; of the suite a case that passes. */
const expected = {
  program: JSON.stringify([..."ababababa", true]),
  suite: JSON.stringify(["pass"]),
};

const bin = (name: string, path: string): string => `../node_modules/${name}/${path}`;
const hermes = "../node_modules/hermes-compiler/hermesc/linux64-bin/hermesc";

function metro(title: string, output: string, ...flags: string[]): Bundler {
  return {
    title,
    commands: [["build-metro.cjs", output, ...flags]],
    output,
    accepts: [[hermes, "-emit-binary", "-w", "-out", `${output}.hbc`, output]],
  };
}

function esbuild(title: string, entry: keyof typeof expected): Bundler {
  const output = `out/esbuild-${entry}.cjs`;
  const options = ["--bundle", "--platform=browser", "--format=cjs", `--outfile=${output}`, "--log-level=warning"];
  return { title, commands: [[bin("esbuild", "bin/esbuild"), `${entry}.mjs`, ...options]], output, entry };
}

function webpack(title: string, entry: keyof typeof expected): Bundler {
  const file = `webpack-${entry}.cjs`;
  return { title, commands: [["build-webpack.cjs", `./${entry}.mjs`, file]], output: `out/${file}`, entry };
}

/** Each bundler that a consumer is likely to have, for a browser or for React Native. */
const bundlers: readonly Bundler[] = [
  esbuild("esbuild", "program"),
  esbuild("esbuild, the conformance suite in one file", "suite"),
  {
    title: "rollup",
    commands: [[bin("rollup", "dist/bin/rollup"), "--config", "rollup.config.mjs", "--silent"]],
    output: "out/rollup.cjs",
  },
  webpack("webpack 5", "program"),
  webpack("webpack 5, the conformance suite", "suite"),
  { title: "Vite", commands: [[bin("vite", "bin/vite.js"), "build"]], output: "out/vite/vite.cjs" },
  { title: "tsup", commands: [[bin("tsup", "dist/cli-default.js"), "--config", "tsup.config.mjs"]], output: "out/tsup/program.cjs" },
  {
    title: "Parcel, without package exports",
    commands: [[bin("parcel", "lib/bin.js"), "build", "parcel", "--no-cache", "--cache-dir=out/parcel-cache", "--log-level=warn"]],
    output: "parcel/out/parcel.cjs",
  },
  metro("Metro with Hermes", "out/metro.js"),
  metro("Metro with Hermes, without package exports", "out/metro-without-exports.js", "--without-exports"),
];

export const bundlerChecks: readonly Check[] = bundlers.map(({ title, commands, output, entry = "program", accepts = [] }) => ({
  title,
  run: async (cwd) => {
    for (const command of commands) await execute(process.execPath, command, { cwd, timeout: 180_000 });
    const { stdout } = await execute(process.execPath, ["check.cjs", output], { cwd, timeout: 60_000 });
    if (stdout.trim() !== expected[entry]) throw new Error(`Expected ${expected[entry]}, got ${stdout}`);
    for (const [file = "", ...args] of accepts) await execute(file, args, { cwd, timeout: 60_000 });
  },
}));
