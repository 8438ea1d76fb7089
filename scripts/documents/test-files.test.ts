import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { blocks } from "./blocks.ts";

const root = join(import.meta.dirname, "..", "..");
const files = globSync(["packages/testing/test/readme/*.test.ts", "examples/testing/*.test.ts"], { cwd: root }).map((file) => ({
  file: file.replaceAll("\\", "/"),
  code: readFileSync(join(root, file), "utf8"),
}));
const tests = blocks.filter(({ code, language }) => language === "ts" && /from "vitest"/.test(code));

it.for(tests)("the test in $place is a test file, which is run", ({ code }) => {
  expect(files.map((it) => it.code)).toContain(code);
});

it("every test file of that kind is in a document", () => {
  expect(files.filter(({ code }) => !tests.some((block) => block.code === code)).map(({ file }) => file)).toEqual([]);
});
