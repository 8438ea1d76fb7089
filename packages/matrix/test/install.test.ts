import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startServer } from "../../../scripts/documents/server.ts";
import { type Consumer, consumers, install, nodes } from "../src/consumer.ts";
import { published } from "../src/published.ts";
import { compile, inAsyncFunction, quickstartOf } from "../src/quickstart.ts";
import { run } from "../src/run.ts";
import { settings, typeCheck } from "../src/type-check.ts";

const parent = mkdtempSync(join(tmpdir(), "sse-consumers-"));
const folders = new Map<Consumer, string>();
const folderOf = (consumer: Consumer): string => folders.get(consumer) ?? expect.fail(`${consumer.title} is not installed`);
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  server = await startServer();
  await Promise.all(consumers.map(async (consumer) => folders.set(consumer, await install(consumer, parent, inject("tarballs")))));
});
afterAll(() => {
  server.close();
  rmSync(parent, { recursive: true, force: true });
});

it("covers every published package, and on Linux every supported Node", () => {
  expect(new Set(consumers.map(({ subject }) => subject))).toEqual(new Set(published));
  if (process.platform === "linux" && process.arch === "x64") expect([...nodes.keys()].sort()).toEqual([20, 22, 24, 26]);
});

describe.for(consumers)("$title, installed from its tarball", (consumer) => {
  const { subject, since } = consumer;
  const supported = [...nodes].filter(([major]) => major >= since);

  it("offers the same names to import and to require", async () => {
    const names = (load: string): string =>
      `${load}.then((it) => console.log(Object.keys(it).filter((name) => !/default|module.exports/.test(name)).sort().join()))`;
    const imported = await run(process.execPath, ["--eval", names(`import("${subject.name}")`)], folderOf(consumer));
    const required = await run(process.execPath, ["--eval", names(`Promise.resolve(require("${subject.name}"))`)], folderOf(consumer));
    expect(imported).toContain(",");
    expect(required).toBe(imported);
  });

  describe.concurrent("runs the quickstart of its README", () => {
    it.for(supported)("as an ES module on Node %i", async ([major, node], { expect }) => {
      const { code, output } = quickstartOf(subject.folder);
      const file = join(folderOf(consumer), `on-${major}.mjs`);
      writeFileSync(file, compile(code, "esm", server.origin));
      expect(await run(node, [file], folderOf(consumer))).toBe(output);
    });

    it.for(supported.filter(([major]) => major >= 22))("as CommonJS on Node %i", async ([major, node], { expect }) => {
      const { code, output } = quickstartOf(subject.folder);
      const file = join(folderOf(consumer), `on-${major}.cjs`);
      writeFileSync(file, compile(inAsyncFunction(code), "cjs", server.origin));
      expect(await run(node, [file], folderOf(consumer))).toBe(output);
    });
  });
});

describe.for(Object.entries(settings))("under moduleResolution %s", ([, setting]) => {
  let complaints: string[];
  beforeAll(() => {
    complaints = typeCheck([...folders.values()], setting);
  });

  it.for(consumers)("the types of $title hold, with strict and skipLibCheck off", (consumer) => {
    expect(complaints.filter((it) => it.startsWith(folderOf(consumer))).join("\n")).toBe("");
  });

  it("nothing else is complained about", () => {
    expect(complaints.filter((it) => ![...folders.values()].some((folder) => it.startsWith(folder))).join("\n")).toBe("");
  });
});
