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
  /** Further commands that must accept the output, each an executable and its arguments. */
  readonly accepts?: readonly (readonly string[])[];
}

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

/** Each bundler that a consumer is likely to have, for a browser or for React Native. */
const bundlers: readonly Bundler[] = [
  {
    title: "esbuild",
    commands: [
      [
        bin("esbuild", "bin/esbuild"),
        "program.mjs",
        "--bundle",
        "--platform=browser",
        "--format=cjs",
        "--outfile=out/esbuild.cjs",
        "--log-level=warning",
      ],
    ],
    output: "out/esbuild.cjs",
  },
  {
    title: "rollup",
    commands: [[bin("rollup", "dist/bin/rollup"), "--config", "rollup.config.mjs", "--silent"]],
    output: "out/rollup.cjs",
  },
  { title: "webpack 5", commands: [["build-webpack.cjs"]], output: "out/webpack.cjs" },
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

/** What every build of the program sees: two events in four ways, the first event in a fifth, and a refusal. */
const expected = JSON.stringify([..."ababababa", true]);

export const bundlerChecks: readonly Check[] = bundlers.map(({ title, commands, output, accepts = [] }) => ({
  title,
  run: async (cwd) => {
    for (const command of commands) await execute(process.execPath, command, { cwd, timeout: 180_000 });
    const { stdout } = await execute(process.execPath, ["check.cjs", output], { cwd, timeout: 60_000 });
    if (stdout.trim() !== expected) throw new Error(`Expected ${expected}, got ${stdout}`);
    for (const [file = "", ...args] of accepts) await execute(file, args, { cwd, timeout: 60_000 });
  },
}));
