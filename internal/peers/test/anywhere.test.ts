import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { browsers } from "@sse/browsers";
import type { KnownFailures, Report } from "@sse/conformance";
import { type ServedServer, serve } from "@sse/conformance/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../src/anywhere/bundle.ts";
import { runInPage } from "../src/anywhere/page.ts";
import { deviations, isRace } from "./anywhere/platforms.ts";

let served: ServedServer;
let module: string;

beforeAll(async () => {
  [served, module] = await Promise.all([serve(), bundle(join(import.meta.dirname, "anywhere/fetch.ts"))]);
});
afterAll(() => served.close());

/** The whole suite takes about a minute in each browser: `SSE_SAMPLE=1` runs it. */
const sampleInBrowsers = Number(process.env.SSE_SAMPLE ?? 5);

/** Fails unless every case that is possible there passed, but for the known failures and the races. */
function expectGreen({ results }: Report, platform: keyof typeof deviations, sample: number): void {
  const failed = results.filter(({ verdict, known }) => verdict === "not run" || (verdict === "fail" && known === undefined));
  const red = failed.filter(({ id }) => !isRace(platform, id));
  expect(red.map(({ id, failure, reason }) => ({ id, failure, reason }))).toEqual([]);
  const possible = results.filter(({ verdict }) => verdict === "pass" || verdict === "fail");
  expect(possible.length).toBeGreaterThan(590 / sample);
}

describe("the suite in one file, on the fetch adapter", { timeout: 240_000 }, () => {
  it("runs in a worker that has none of Node.js's globals", async () => {
    expectGreen(await runInWorker(served.control, deviations.worker), "worker", 1);
  });

  it.for(["Chromium", "Firefox"] as const)("runs in a page of %s", async (name, { skip }) => {
    const { missing, launch } = browsers[name];
    if (missing !== undefined) skip(missing);
    const browser = await launch();
    try {
      const options = { knownFailures: deviations[name], sample: sampleInBrowsers };
      expectGreen(await runInPage(browser, served.control, module, options), name, sampleInBrowsers);
    } finally {
      await browser.close();
    }
  });
});

const globalsOfNode = ["process", "Buffer", "setImmediate", "clearImmediate", "global", "require", "module"];

/** fetch itself needs Node's globals, so they are hidden from the suite and not taken away. */
const hidden = `
const everything = (0, eval)("this");
const globalThis = Object.fromEntries(
  Object.getOwnPropertyNames(everything)
    .filter((name) => !${JSON.stringify(globalsOfNode)}.includes(name))
    .map((name) => [name, everything[name]]),
);
const ${globalsOfNode.map((name) => `${name} = undefined`).join(", ")};
`;

async function runInWorker(control: string, known: KnownFailures): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "sse-anywhere-"));
  const suite = join(folder, "suite.mjs");
  const program = join(folder, "worker.mjs");
  writeFileSync(suite, hidden + module);
  writeFileSync(
    program,
    `import { parentPort, workerData } from "node:worker_threads";
import { run } from ${JSON.stringify(pathToFileURL(suite).href)};
parentPort.postMessage(await run(workerData.control, { knownFailures: workerData.known }));
`,
  );
  try {
    return await new Promise((resolve, reject) => {
      const worker = new Worker(program, { workerData: { control, known } });
      worker.on("message", resolve);
      worker.on("error", reject);
      worker.on("exit", (code) => reject(new Error(`the worker ended with ${code}, without a report`)));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
