import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cases, type Report } from "../src/index.ts";
import { cli, environment, fixture, node, program } from "./fixtures/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "sse-conformance-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a run", () => {
  it("prints each result as it comes, also through a pipe, and a partial report when it is interrupted", async () => {
    const args = [program, "run", fixture("slow"), "--case", "decoding/bom-alone", "--case", "closing/break-*", "--jobs", "1"];
    let printed: string | undefined;
    const { code, out } = await node(args, (sofar, child) => {
      if (printed !== undefined || !sofar.includes("✓ decoding/bom-alone")) return;
      printed = sofar;
      child.kill("SIGINT");
    });
    expect(printed).not.toContain("all ");
    expect(code).toBe(130);
    expect(out).toMatch(/all +1 pass, \d+ not run in /);
  });

  it("writes a report that was asked for when it is interrupted", async () => {
    const args = [program, "run", fixture("slow"), "--case", "decoding/bom-alone", "--case", "closing/break-*", "--report", "pretty"];
    const file = join(folder, "partial.json");
    let ended = false;
    const { code } = await node([...args, "--report", `json=${file}`], (sofar, child) => {
      if (ended || !sofar.includes("✓ decoding/bom-alone")) return;
      ended = child.kill("SIGTERM");
    });
    expect(code).toBe(143);
    const { default: reports }: { default: Report[] } = await import(file, { with: { type: "json" } });
    const { results = [] } = reports[0] ?? {};
    expect(results.filter(({ verdict }) => verdict === "pass").map(({ id }) => id)).toEqual(["decoding/bom-alone"]);
    expect(results.find(({ verdict }) => verdict === "not run")?.reason).toBe("The run was interrupted");
  });

  it("ends a hopeless run with one sentence", async () => {
    const { code, out, err } = await cli("run", fixture("hopeless"));
    expect(code).toBe(2);
    expect(err).toContain("hopeless 1 can't be tested: every connect fails: Unexpected TypeError: Unexpected option: eventTypes");
    expect(out.split("\n").filter((line) => line.includes("/"))).toEqual([]);
  });

  it("isn't hopeless for a decoder that reads whole streams only", async () => {
    const { code, out } = await cli("run", fixture("whole-streams"), "--case", "decoding/one-line");
    expect(code).toBe(1);
    expect(out).toContain("(byte by byte)");
  });

  it("stops at the first failure with --bail", async () => {
    const { code, out } = await cli("run", fixture("wrong"), "--case", "decoding/b*", "--bail", "--jobs", "1");
    expect(code).toBe(1);
    expect(out).toMatch(/cases weren't run: The run stops at the first failure\n/);
    expect(out).toMatch(/all +1 fail, \d+ not run/);
  });

  it("selects by level", async () => {
    const musts = cases.filter(({ level }) => level === "must").length;
    const { out } = await cli("list", "--level", "must");
    expect(out.trim().split("\n")).toHaveLength(musts);
    const { code, err } = await cli("run", "x.js", "--level", "may");
    expect({ code, err: err.split("\n")[0] }).toEqual({
      code: 2,
      err: 'sse-conformance: there is no level "may": expected one of must, should, policy',
    });
  });

  it("passes with failures that are known, and fails once one of them passes", async () => {
    const file = join(folder, "known.json");
    const known: Record<string, string> = { "decoding/bom-is-stripped": "https://example.test/1" };
    writeFileSync(file, JSON.stringify(known));
    const ids = ["--case", "decoding/bom-is-stripped", "--case", "decoding/bom-alone"];
    const first = await cli("run", fixture("wrong"), ...ids, "--known-failures", file);
    expect(first.out).toContain("✗ decoding/bom-is-stripped fails, as is known: https://example.test/1");
    expect(first.code).toBe(0);
    writeFileSync(file, JSON.stringify({ ...known, "decoding/bom-alone": "fixed" }));
    const second = await cli("run", fixture("wrong"), ...ids, "--known-failures", file);
    expect(second.out).toContain("It passes: take it off the list of known failures (fixed)");
    expect(second.code).toBe(1);
  });

  it("refuses known failures of cases that don't exist", async () => {
    const file = join(folder, "misspelt.json");
    writeFileSync(file, JSON.stringify({ "decoding/bomb": "why" }));
    const { code, err } = await cli("run", fixture("wrong"), "--known-failures", file);
    expect(code).toBe(2);
    expect(err).toContain('there is no case "decoding/bomb"');
  });

  it("names the slowest cases, and fails for a recommendation with --strict only", async () => {
    const should = cases.find(({ level, category }) => level === "should" && category === "closing")?.id ?? "";
    const args = ["run", fixture("slow"), "--case", should, "--case", "decoding/bom-alone"];
    const [lenient, strict] = await Promise.all([cli(...args), cli(...args, "--strict")]);
    expect(lenient.code).toBe(0);
    expect(lenient.out).toMatch(new RegExp(`The slowest cases\n(.* ms .*\n)* +\\d{4,} ms ${should}\n`));
    expect(strict.code).toBe(1);
  });

  it("ends quietly when its output isn't read to the end", async () => {
    const child = spawn(process.execPath, [program, "list"], { stdio: ["ignore", "pipe", "pipe"], env: environment });
    let err = "";
    child.stderr.on("data", (text) => (err += text));
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(err).toBe("");
    expect([0, 141]).toContain(code);
  });
});
