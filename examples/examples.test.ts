import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

const folder = import.meta.dirname;
const examples = globSync("*.ts", { cwd: folder }).filter(
  (file) => !/^(server|flaky-server|reconnect-redis-store|tsup\.config|vitest\.config)\.ts$|\.test\.ts$/.test(file),
);

/** What the comment at the end of an example says that it prints. */
function promised(file: string): string {
  const [, comment = ""] = /^\/\/ Prints:\n((?:\/\/ {3}.*\n)+)$/m.exec(readFileSync(join(folder, file), "utf8")) ?? [];
  return comment.replace(/^\/\/ {3}/gm, "");
}

describe.concurrent("an example prints what its last lines say, and ends by itself", () => {
  it.for(examples)("%s", async (file, { expect }) => {
    const child = spawn(process.execPath, ["--conditions=@sse/source", file], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 30_000,
    });
    const code = new Promise((resolve) => child.on("close", resolve));
    expect({ output: await text(child.stdout), errors: await text(child.stderr), code: await code }).toEqual({
      output: promised(file),
      errors: "",
      code: 0,
    });
  });
});

it("finds the examples, each with what it prints", () => {
  expect(examples.length).toBeGreaterThan(0);
  expect(examples.filter((file) => promised(file) === "")).toEqual([]);
});
