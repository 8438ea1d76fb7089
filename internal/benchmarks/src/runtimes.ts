import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

/** A JavaScript engine with what is around it. */
export interface Runtime {
  name: string;
  /** As it calls itself. */
  version: string;
  /** Runs a program in one file, and gives what it prints. */
  run: (bundle: string) => Promise<string>;
}

/** One that may be at hand. */
export interface Candidate {
  name: string;
  /** How it is started, the first way that works. */
  commands: readonly (readonly string[])[];
  /** What comes before the program's name. */
  args?: readonly string[];
  /** A browser: it takes no program but a page that has it in it. */
  page?: boolean;
}

const run = promisify(execFile);
const output = async ([file = "", ...args]: readonly string[]): Promise<string> =>
  (await run(file, args, { maxBuffer: 64 * 2 ** 20 })).stdout;

const named = (variable: string): string[][] => (process.env[variable] ? [[process.env[variable]]] : []);
const matrix = join(import.meta.dirname, "../../matrix/runtimes");
const installed = (...path: string[]): string[] => [join(matrix, "node_modules", ...path)];
const own = process.versions.node.split(".")[0] ?? "";

/** This Node, and what the version matrix installs; Bun, Deno and Chromium first where BUN, DENO and CHROMIUM name them. */
export const candidates = (): Candidate[] => [
  { name: `Node ${own}`, commands: [[process.execPath]] },
  ...["20", "22", "24", "26"]
    .filter((major) => major !== own)
    .map((major) => ({ name: `Node ${major}`, commands: [installed(`node${major}-newest`, "bin/node")] })),
  { name: "Bun", commands: [...named("BUN"), installed(".bin/bun"), ["bun"]] },
  { name: "Deno", commands: [...named("DENO"), installed(".bin/deno"), ["deno"]], args: ["run", "--no-config"] },
  { name: "Chromium", commands: [...named("CHROMIUM"), ["chromium"], ["chromium-browser"], ["google-chrome"]], page: true },
];

/** Installs the runtimes of the version matrix from the npm registry: all but browsers. */
export async function installRuntimes(): Promise<void> {
  await output(["pnpm", "--dir", matrix, "install", "--frozen-lockfile", "--silent"]);
}

/** The first of a candidate's commands that answers; `undefined` when none does. */
export async function find({ name, commands, args = [], page }: Candidate): Promise<Runtime | undefined> {
  for (const command of commands) {
    const answer = await output([...command, "--version"]).catch(() => undefined); // it is not there
    if (answer === undefined) continue;
    const program = page ? (bundle: string) => inPage(command, bundle) : (bundle: string) => output([...command, ...args, bundle]);
    return { name, version: answer.trim().split("\n")[0] ?? "", run: program };
  }
  return undefined;
}

const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--dump-dom"];

/** A page that runs the bundle while it loads; Chromium prints the document when it is done. */
async function inPage(command: readonly string[], bundle: string): Promise<string> {
  const page = `${bundle}.html`;
  const before = `const lines = []; globalThis.decodingResult = (line) => lines.push(line);`;
  const after = `document.querySelector("pre").textContent = lines.join("\\n");`;
  const { outputFiles } = await build({ entryPoints: [bundle], write: false, format: "iife" });
  const code = (outputFiles[0]?.text ?? "").replaceAll("</script", "<\\/script");
  const scripts = [before, code, after].map((script) => `<script>${script}</script>`);
  writeFileSync(page, `<!doctype html><meta charset=utf-8><pre></pre>${scripts.join("")}`);
  const document = await output([...command, ...flags, `file://${page}`]);
  const text = /<pre>(.*?)<\/pre>/s.exec(document)?.[1] ?? "";
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
