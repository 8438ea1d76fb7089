import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type ExampleServer, startServer } from "../../../examples/server.ts";
import { consumers, nodes } from "../src/consumer.ts";
import { published } from "../src/published.ts";
import { asCommonJs, compile, quickstartOf } from "../src/quickstart.ts";
import { run } from "../src/run.ts";

let server: ExampleServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

it("every package can be packed and installed", () => {
  expect(inject("problems").join("\n")).toBe("");
});

it("every published package is installed by someone, and run on every supported Node", () => {
  expect(new Set(consumers.map(({ subject }) => subject))).toEqual(new Set(published));
  // Elsewhere the workflow installs one Node after the other.
  if (process.platform === "linux" && process.arch === "x64") expect([...nodes.keys()].sort()).toEqual([20, 22, 24, 26]);
});

describe.for(consumers)("$title, installed from its tarball", ({ title, subject, since }) => {
  const folder = inject("folders")[title] ?? `${title} is not installed`;
  const supported = [...nodes].filter(([major]) => major >= since);

  it("offers the same names to import and to require", async () => {
    const print = "Object.keys(it).filter((name) => !/^(default|module.exports)$/.test(name)).sort().join()";
    const imported = await run(process.execPath, ["--eval", `import("${subject.name}").then((it) => console.log(${print}))`], folder);
    const required = await run(process.execPath, ["--eval", `const it = require("${subject.name}"); console.log(${print})`], folder);
    expect(imported).toMatch(/\w/);
    expect(required).toBe(imported);
  });

  // Its quickstart runs the whole suite: the conformance package proves that itself.
  if (subject.name === "@sse/conformance") return;

  const { code, output } = quickstartOf(subject.folder) ?? { code: "throw new Error('its README has no ts block')" };

  describe.concurrent("runs the quickstart of its README", () => {
    it.for(supported)("as an ES module on Node %i", async ([major, node], { expect }) => {
      const file = join(folder, `on-${major}.mjs`);
      writeFileSync(file, compile(code, "esm", server.url));
      expect(await run(node, [file], folder)).toBe(output);
    });

    it.for(supported.filter(([major]) => major >= 22))("as CommonJS on Node %i", async ([major, node], { expect }) => {
      const file = join(folder, `on-${major}.cjs`);
      writeFileSync(file, compile(asCommonJs(code), "cjs", server.url));
      expect(await run(node, [file], folder)).toBe(output);
    });
  });
});
