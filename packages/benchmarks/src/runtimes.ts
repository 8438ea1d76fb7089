/**
 * The decoders side by side in every runtime that is at hand: `node --conditions=@sse/source src/runtimes.ts [workload …]`.
 *
 * Node 20, 22 and 26 come from the workspace; Bun, Deno and Chromium are used where BUN, DENO and CHROMIUM name them or PATH finds them, and
 * are named where not.
 */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { DecodingResult } from "./decoding.ts";
import { type Effort, geometricMean, ratio } from "./measure.ts";

interface Runtime {
  name: string;
  command: string;
  version: string;
  run: (bundle: string) => Promise<string>;
}

export interface RuntimeResult {
  runtime: string;
  version: string;
  results: DecodingResult[];
}

const run = promisify(execFile);
const output = async (command: string, args: string[]): Promise<string> =>
  (await run(command, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;

function find(variable: string, ...names: string[]): string | undefined {
  const named = process.env[variable];
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(":");
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

function runtimes(): { found: Runtime[]; missing: string[] } {
  const matrix = (version: string) => join(import.meta.dirname, `../../matrix/node_modules/node${version}/bin/node`);
  const node = (bin: string) => ({ command: bin, run: (bundle: string) => output(bin, [bundle]) });
  const bun = find("BUN", "bun");
  const deno = find("DENO", "deno");
  const chromium = find("CHROMIUM", "chromium", "chromium-browser", "google-chrome");
  const candidates: (Omit<Runtime, "version"> | string)[] = [
    { name: "Node 24", ...node(process.execPath) },
    ...["20", "22", "26"].map((version) =>
      existsSync(matrix(version)) ? { name: `Node ${version}`, ...node(matrix(version)) } : `Node ${version}`,
    ),
    bun ? { name: "Bun", command: bun, run: (bundle) => output(bun, [bundle]) } : "Bun",
    deno ? { name: "Deno", command: deno, run: (bundle) => output(deno, ["run", "--no-config", bundle]) } : "Deno",
    chromium ? { name: "Chromium", command: chromium, run: (bundle) => inPage(chromium, bundle) } : "Chromium",
  ];
  const found = candidates.filter((candidate) => typeof candidate !== "string");
  return {
    found: found.map((runtime) => ({
      ...runtime,
      version: execFileSync(runtime.command, ["--version"], { encoding: "utf8" }).trim().split("\n")[0] ?? "",
    })),
    missing: candidates.filter((candidate) => typeof candidate === "string"),
  };
}

/** A page that runs the bundle while it loads; Chromium prints the document when it is done. */
async function inPage(chromium: string, bundle: string): Promise<string> {
  const page = bundle.replace(/mjs$/, "html");
  const script = `const lines = []; globalThis.decodingResult = (line) => lines.push(line);`;
  const show = `document.querySelector("pre").textContent = lines.join("\\n");`;
  const { outputFiles } = await build({ entryPoints: [bundle], write: false, format: "iife" });
  const code = (outputFiles[0]?.text ?? "").replaceAll("</script", "<\\/script");
  writeFileSync(
    page,
    `<!doctype html><meta charset=utf-8><pre></pre><script>${script}</script><script>${code}</script><script>${show}</script>`,
  );
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--dump-dom"];
  const dom = await output(chromium, [...flags, `file://${page}`]);
  const text = /<pre>(.*?)<\/pre>/s.exec(dom)?.[1] ?? "";
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Runs the whole comparison in each runtime, one after the other. */
export async function measureRuntimes(
  effort: Effort & { only?: string[] },
  onResult: (result: RuntimeResult) => void,
): Promise<{ missing: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "sse-decoding-"));
  try {
    const bundle = join(folder, "decoding.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, "decoding-program.ts")],
      outfile: bundle,
      bundle: true,
      format: "esm",
      // What the packages' own build uses, so that the code is what users get.
      target: "es2022",
      conditions: ["@sse/source"],
      banner: { js: `globalThis.decodingEffort = ${JSON.stringify(effort)};` },
    });
    const { found, missing } = runtimes();
    for (const { name, version, run } of found) {
      const lines = (await run(bundle)).trim().split("\n");
      onResult({ runtime: name, version, results: lines.map((line) => JSON.parse(line) as DecodingResult) });
    }
    return { missing };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const only = process.argv.slice(2);
  const { missing } = await measureRuntimes(
    { rounds: 15, sample: 2, ...(only.length > 0 && { only }) },
    ({ runtime, version, results }) => {
      console.log(
        `\n${runtime} (${version}), times as fast as eventsource-parser, the middle half of the rounds, and of the reference line`,
      );
      const ratios = results.map((result) => {
        const timings = new Map(Object.entries(result.timings));
        const peer = ratio(timings, "sse", "eventsource-parser");
        const line = ratio(timings, "sse", "limit").median.toFixed(2);
        console.log(
          `  ${result.workload.padEnd(20)} ${peer.median.toFixed(2)}  (${peer.low.toFixed(2)} to ${peer.high.toFixed(2)})  ${line}`,
        );
        return { heldOut: result.heldOut, ratio: peer.median };
      });
      const mean = (heldOut: boolean) => geometricMean(ratios.filter((one) => one.heldOut === heldOut).map((one) => one.ratio)).toFixed(2);
      console.log(`  geometric mean ${mean(false)}, held out ${mean(true)}`);
    },
  );
  if (missing.length > 0) console.log(`\nNot found: ${missing.join(", ")}`);
}
