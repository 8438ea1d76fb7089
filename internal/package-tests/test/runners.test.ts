import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, inject, it } from "vitest";
import { nodes } from "../src/consumer.ts";
import { here } from "../src/published.ts";
import { run } from "../src/run.ts";

const title = Object.keys(inject("folders")).find((it) => it.startsWith("@sse/testing ")) ?? "@sse/testing";
const folder = inject("folders")[title] ?? `${title} is not installed`;
const tests = readFileSync(join(here, "runners", "streams.mjs"), "utf8");
const count = tests.match(/^test\(/gm)?.length;
const resolve = createRequire(import.meta.url).resolve;
const jestProgram = join(resolve("jest/package.json"), "..", "bin", "jest.js");
const program = (name: string): string => join(here, "node_modules", ".bin", name);

/** Writes the tests for one runner, in a folder of their own below the package that has installed `@sse/testing`. */
function write(runner: string, file: string, before: string): string {
  const place = join(folder, "runners", runner);
  mkdirSync(place, { recursive: true });
  const code = file.endsWith(".cjs") ? tests.replace(/^import (.+) from (".+");$/gm, "const $1 = require($2);") : tests;
  writeFileSync(join(place, file), `${before}\n${code}`);
  return place;
}

async function jest(runner: string, file: string, environment: string, fakeTimers = false): Promise<unknown> {
  const place = write(runner, file, fakeTimers ? "jest.useFakeTimers();" : "");
  writeFileSync(
    join(place, "package.json"),
    JSON.stringify({ name: runner, private: true, type: file.endsWith(".mjs") ? "module" : "commonjs" }),
  );
  const config = {
    rootDir: place,
    testEnvironment: environment,
    testMatch: ["**/*.test.*"],
    moduleFileExtensions: ["js", "cjs", "mjs", "json"],
    testEnvironmentOptions: { customExportConditions: ["node", "require"] },
    transform: {},
  };
  writeFileSync(join(place, "jest.config.json"), JSON.stringify(config));
  const node = file.endsWith(".mjs") ? ["--experimental-vm-modules", "--no-warnings"] : [];
  await run(process.execPath, [...node, jestProgram, "--config=jest.config.json", "--json", "--outputFile=result.json"], place);
  return JSON.parse(readFileSync(join(place, "result.json"), "utf8"));
}

describe("@sse/testing, installed from its tarball, runs in", { timeout: 120_000 }, () => {
  const passed = { numPassedTests: count, numFailedTests: 0 };

  it("jest, in CommonJS", async () => {
    expect(await jest("jest-cjs", "streams.test.cjs", "node")).toMatchObject(passed);
  });

  it("jest, in ES modules", async () => {
    expect(await jest("jest-esm", "streams.test.mjs", "node")).toMatchObject(passed);
  });

  it("jest with jsdom, which has none of the web's streams", async () => {
    expect(await jest("jest-jsdom", "streams.test.cjs", resolve("jest-environment-jsdom"))).toMatchObject(passed);
  });

  it("jest with happy-dom", async () => {
    expect(await jest("jest-happy-dom", "streams.test.cjs", resolve("@happy-dom/jest-environment"))).toMatchObject(passed);
  });

  it("jest under its fake timers", async () => {
    expect(await jest("jest-fake-timers", "streams.test.cjs", "node", true)).toMatchObject(passed);
  });

  it.for(["node", "jsdom", "happy-dom"])("vitest, in its environment %s", async (environment) => {
    const place = write(`vitest-${environment}`, "streams.test.mjs", 'import { afterEach, test } from "vitest";');
    const vitest = join(resolve("vitest/package.json"), "..", "vitest.mjs");
    const options = [`--root=${place}`, `--environment=${environment}`, "--reporter=json", "--outputFile=result.json"];
    await run(process.execPath, [vitest, "run", ...options], here);
    expect(JSON.parse(readFileSync(join(place, "result.json"), "utf8"))).toMatchObject(passed);
  });

  it.for([...nodes])("node:test, on Node %i", async ([major, node]) => {
    const place = write(`node-${major}`, "streams.test.mjs", 'import { afterEach, test } from "node:test";');
    expect(await run(node, ["--test", "--test-reporter=tap", "streams.test.mjs"], place)).toMatch(new RegExp(`^# pass ${count}$`, "m"));
  });

  it("Bun's runner", async () => {
    const place = write("bun", "streams.test.mjs", 'import { afterEach, test } from "bun:test";');
    await run(program("bun"), ["test", "--reporter=junit", "--reporter-outfile=result.xml"], place);
    expect(readFileSync(join(place, "result.xml"), "utf8")).toMatch(new RegExp(`<testsuites [^>]*tests="${count}"[^>]*failures="0"`));
  });

  it("Deno's runner, which also finds timers and resources that are left", async () => {
    const before = "const test = (name, run) => Deno.test(name, run);\nconst afterEach = () => {};";
    const place = write("deno", "streams.test.mjs", before);
    const output = await run(
      program("deno"),
      ["test", "--allow-all", "--no-check", "--node-modules-dir=manual", "streams.test.mjs"],
      place,
    );
    expect(stripVTControlCharacters(output)).toContain(`ok | ${count} passed | 0 failed`);
  });
});

it("the published packages can be imported in jest's jsdom environment, and need none of the web's classes to read a stream", async () => {
  await run(process.execPath, ["--experimental-vm-modules", "--no-warnings", jestProgram, "--config=jest.config.cjs"], join(here, "jest"));
});
