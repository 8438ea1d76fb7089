import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Script, ScriptedServer } from "@sse/conformance/server";
import { bundle } from "../bundle.ts";
import type { Cell } from "../cells.ts";
import { installed, type Runtime } from "../runtimes.ts";
import type { CellReport, Order } from "../suite.ts";
import { withinLimit } from "./limit.ts";

/** What is used of playwright-core, which only the project `runtimes` has. */
interface Playwright {
  readonly chromium: { launch(options: object): Promise<Browser> };
  readonly firefox: { launch(options: object): Promise<Browser> };
}
interface Browser {
  newContext(): Promise<Context>;
  close(): Promise<void>;
}
interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}
interface Page {
  goto(url: string): Promise<unknown>;
  addScriptTag(script: { url: string; type: string }): Promise<unknown>;
  evaluate<A, T>(run: (argument: A) => Promise<T>, argument: A): Promise<T>;
}

const launchOptions = {
  chromium: {
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--js-flags=--expose-gc",
    ],
  },
  firefox: { channel: "moz-firefox" },
};

/** Starts a browser for all of its cells. */
export async function startBrowser({ kind, path }: Runtime): Promise<Browser> {
  if (kind !== "chromium" && kind !== "firefox") throw new TypeError(`Expected a browser, got ${kind}`);
  const playwright: Playwright = createRequire(join(installed, "package.json"))("playwright-core");
  return playwright[kind].launch({ executablePath: path, ...launchOptions[kind] });
}

/** Runs a cell in a page of the scripted server's own origin. */
export async function runInBrowser(
  browser: Browser,
  { client }: Cell,
  project: string,
  order: Order,
  server: Pick<ScriptedServer, "script">,
): Promise<CellReport> {
  const content = readFileSync(await bundle(project, client, "global.ts", "page"), "utf8");
  const page = blankPage(server);
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    await tab.goto(page.url);
    // A module given as text runs some time after it was added; only a URL has a load event to wait for.
    const url = await tab.evaluate(async (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" })), content);
    await tab.addScriptTag({ url, type: "module" });
    const running = tab.evaluate(async (given) => {
      if (!globalThis.runCell) throw new Error("Expected the bundle to define runCell");
      return globalThis.runCell(given);
    }, order);
    return await withinLimit(running);
  } finally {
    await context.close();
    page.remove();
  }
}

const blankPage = (server: Pick<ScriptedServer, "script">): Script =>
  server.script({
    exchanges: [
      [
        { do: "head", headers: { "Content-Type": "text/html" } },
        { do: "body", text: "<!doctype html><title>matrix</title>" },
        { do: "end" },
      ],
    ],
  });
