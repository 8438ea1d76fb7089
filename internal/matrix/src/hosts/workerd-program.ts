/** Runs a cell's bundle in a Worker, as `wrangler dev` runs it: `node workerd-program.ts BUNDLE ORDER`. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { installed } from "../runtimes.ts";
import { mark } from "./mark.ts";

/** What is used of miniflare, which only the project `runtimes` has. */
interface MiniflarePackage {
  readonly Miniflare: new (
    options: object,
  ) => { dispatchFetch(url: string, init: { method: string; body: string }): Promise<{ ok: boolean; text(): Promise<string> }> };
}

const [, , bundle = "", order = "{}"] = process.argv;
const { Miniflare }: MiniflarePackage = createRequire(join(installed, "package.json"))("miniflare");
const miniflare = new Miniflare({
  cf: false,
  telemetry: { enabled: false },
  host: "127.0.0.1",
  modules: [{ type: "ESModule", path: "cell.mjs", contents: readFileSync(bundle, "utf8") }],
  compatibilityDate: "2026-07-01",
  compatibilityFlags: ["nodejs_compat"],
  handleRuntimeStdio: () => {},
});
const response = await miniflare.dispatchFetch("http://cell/", { method: "POST", body: order });
const text = await response.text();
if (!response.ok) throw new Error(`Expected a report, got ${text.slice(0, 2000)}`);
process.stdout.write(`\n${mark}${text}\n`, () => process.exit());
