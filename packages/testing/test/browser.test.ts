import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, firefox } from "playwright-core";
import { expect, it } from "vitest";
import type { program } from "./in-a-browser.ts";

const found = (...paths: (string | undefined)[]): string | undefined => paths.find((path) => path !== undefined && existsSync(path));

/** The browsers of this machine. None is downloaded. */
const browsers: readonly (readonly [name: string, path: string | undefined, launch: (path: string) => Promise<Browser>])[] = [
  [
    "Chromium",
    found(process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"),
    (executablePath) => chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] }),
  ],
  [
    "Firefox",
    found(process.env.FIREFOX_PATH, "/usr/bin/firefox-esr", "/usr/bin/firefox"),
    (executablePath) => firefox.launch({ channel: "moz-firefox", executablePath }),
  ],
];

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

it.for(browsers)("the main entry works in %s", async ([name, path, launch], { skip, onTestFinished }) => {
  const code = await bundle();
  if (path === undefined) return skip(`needs ${name} (Debian: apt-get install ${name === "Firefox" ? "firefox-esr" : "chromium"})`);
  const browser = await launch(path);
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
