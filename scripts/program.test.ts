import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** Runs a program from its sources, without the build that its command in package.json does first. */
function run(file: string, ...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const command = ["--conditions=@sse/source", join(root, file), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", timeout: 60_000 });
  return { code: status, stdout, stderr };
}

describe.for([
  { name: "npm test --", file: "scripts/verify.ts", wrong: ["-t", "("] },
  { name: "pnpm sizes", file: "scripts/sizes.ts", wrong: ["reset"] },
  { name: "pnpm bench", file: "internal/benchmarks/src/run.ts", wrong: ["soak", "--minutes", "soon"] },
  { name: "pnpm matrix", file: "internal/matrix/src/run.ts", wrong: ["--case", "no/such-case"] },
  { name: "pnpm tools", file: "internal/matrix/src/tools/run.ts", wrong: ["no such tool"] },
])("$name", ({ name, file, wrong }) => {
  const usage = `usage: ${name} `;

  it("prints its usage", () => {
    expect(run(file, "--help")).toEqual({ code: 0, stdout: expect.stringMatching(`^${usage}`), stderr: "" });
  });

  it.for([{ args: ["--nonsense"] }, { args: wrong }])("says what it expected instead of $args, and prints its usage", ({ args }) => {
    const { code, stderr } = run(file, ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^.*expected .*, got .*\n\nusage: /) });
    expect(stderr).toContain(usage);
  });
});
