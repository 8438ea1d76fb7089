import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bundle } from "../bundle.ts";
import type { Cell } from "../cells.ts";
import { installed } from "../runtimes.ts";
import type { CellReport, Order } from "../suite.ts";
import { withinLimit } from "./limit.ts";

/** What is used of miniflare, which only the project `runtimes` has. */
interface MiniflarePackage {
  readonly Miniflare: new (
    options: object,
  ) => {
    dispatchFetch(url: string, init: { method: string; body: string }): Promise<{ ok: boolean; text(): Promise<string> }>;
    dispose(): Promise<void>;
  };
}

/** Runs a cell in a Worker, as `wrangler dev` runs it. */
export async function runInWorkerd({ client }: Cell, project: string, order: Order): Promise<CellReport> {
  const contents = readFileSync(await bundle(project, client, "worker.ts", "worker"), "utf8");
  const { Miniflare }: MiniflarePackage = createRequire(join(installed, "package.json"))("miniflare");
  const miniflare = new Miniflare({
    cf: false,
    telemetry: { enabled: false },
    host: "127.0.0.1",
    modules: [{ type: "ESModule", path: "cell.mjs", contents }],
    compatibilityDate: "2026-07-01",
    compatibilityFlags: ["nodejs_compat"],
    handleRuntimeStdio: () => {},
  });
  try {
    const response = await withinLimit(miniflare.dispatchFetch("http://cell/", { method: "POST", body: JSON.stringify(order) }));
    const text = await response.text();
    if (!response.ok) throw new Error(`Expected a report, got ${text.slice(0, 2000)}`);
    return JSON.parse(text);
  } finally {
    await miniflare.dispose();
  }
}
