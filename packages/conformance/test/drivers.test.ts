import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { installableDrivers } from "../examples/drivers/install.ts";
import { runIsolated } from "../src/cli/isolation.ts";
import type { Report } from "../src/index.ts";
import { cli, fixture, program } from "./fixtures/command-line.ts";

const drivers = join(import.meta.dirname, "../examples/drivers");
const folder = mkdtempSync(join(tmpdir(), "sse-drivers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What every driver's client does: more would test the client. */
async function runsOn(command: string): Promise<void> {
  const selection = {
    categories: ["closing"] as const,
    ids: ["closing/break-*", "closing/close-*", "closing/abort-*", "closing/a-*-stops-the-server"],
  };
  const [report] = await runIsolated(program, { target: { command }, selection });
  const failed = report?.results.filter(({ verdict }) => verdict === "fail" || verdict === "not run") ?? [];
  expect(failed.map(({ id, verdict, failure }) => [id, verdict, failure?.message])).toEqual([]);
  expect(report?.results.filter(({ verdict }) => verdict === "pass").length).toBeGreaterThan(15);
}

describe("the driver protocol", { timeout: 240_000 }, () => {
  it("carries everything that a subject can claim", async () => {
    const command = `${process.execPath} --conditions=@sse/source ${fixture("driver")}`;
    const [report]: Report[] = await runIsolated(program, { target: { command }, selection: {} });
    const results = report?.results ?? [];
    // fetch throws away what hasn't been read when a connection breaks off: on a busy machine the last events are lost.
    // A machine that stalls the driver's process lets all of its waits end at the same moment.
    const byTiming = (id: string, message = ""): boolean =>
      message === "the events before the error" || id === "reconnecting/clients-do-not-return-together";
    const failed = results.filter(({ id, verdict, failure }) => verdict === "fail" && !byTiming(id, failure?.message));
    expect(failed.map(({ id, failure }) => [id, failure])).toEqual([]);
    expect(results.filter(({ verdict }) => verdict === "pass").length).toBeGreaterThan(590);
  });

  for (const { name, needs, install } of installableDrivers) {
    it(`runs on ${name}`, async ({ skip }) => {
      const command = install(join(folder, name), "dev") ?? skip(`needs ${needs}`);
      await runsOn(command);
    });
  }

  it("needs at most 60 lines of code in a file of a driver", () => {
    const files = readdirSync(drivers, { recursive: true, encoding: "utf8" }).filter((file) => /\.(py|go|java|rs)$/.test(file));
    expect(files.length).toBeGreaterThan(8);
    const lines = files.map((file) => [
      file,
      readFileSync(join(drivers, file), "utf8")
        .split("\n")
        .filter((line) => /^\s*[^\s/]/.test(line)).length,
    ]);
    expect(lines.filter(([, count]) => Number(count) > 60)).toEqual([]);
  });
});

describe("a driver that is broken", () => {
  it.each([
    ["says nothing", `"${process.execPath}" -e ""`, "the driver ended with status 0, without introducing itself"],
    ["doesn't speak JSON", "echo hello", 'expected JSON in its first line, got "hello"'],
    ["has no methods", "echo '{}'", 'expected "methods" in its first line'],
    [
      "claims what doesn't exist",
      `echo '{"name":"a","version":"1","methods":["connect"],"capabilities":["magic"]}'`,
      'there is no capability "magic"',
    ],
  ])("%s", async (_, command, reason) => {
    const { code, err } = await cli("run", "--command", command);
    expect(code).toBe(2);
    expect(err).toContain(reason);
  });

  it("ends in the middle", async () => {
    const introduction = `{"name":"a","version":"1","methods":["connect"],"capabilities":[]}`;
    const { code, err } = await cli("run", "--command", `echo '${introduction}'; read line; exit 3`);
    expect(code).toBe(2);
    expect(err).toContain("every connect fails: Unexpected Error: the driver ended with status 3");
  });
});
