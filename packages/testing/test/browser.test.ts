import { join } from "node:path";
import { browsers } from "@sse/browsers";
import { build } from "esbuild";
import { expect, it } from "vitest";
import type { program } from "./in-a-browser.ts";

/** esbuild refuses modules that a browser doesn't have, even where they are loaded later. */
async function bundle(): Promise<string> {
  const { outputFiles, warnings } = await build({
    entryPoints: [join(import.meta.dirname, "in-a-browser.ts")],
    bundle: true,
    format: "iife",
    globalName: "bundled",
    platform: "browser",
    conditions: ["@sse/source"],
    write: false,
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]?.text ?? "";
}

it.for(["Chromium", "Firefox"] as const)("the main entry works in %s", async (name, { skip, onTestFinished }) => {
  const { missing, launch } = browsers[name];
  if (missing !== undefined) return skip(missing);
  const code = await bundle();
  const browser = await launch();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.addScriptTag({ content: code });
  const outcome = await page.evaluate(() => (globalThis as typeof globalThis & { bundled: { program: typeof program } }).bundled.program());
  expect(outcome).toEqual({
    resumed: { seen: ["one", "zwei €"], ids: ["", "1", "2"] },
    silence: "ERR_SSE_IDLE_TIMEOUT",
    answered: true,
    scripted: ["é", "ERR_SSE_DISCONNECTED"],
  });
});
