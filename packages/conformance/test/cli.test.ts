import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runIsolated } from "../src/cli/isolation.ts";
import type { Report } from "../src/report.ts";
import { cli, environment, fixture, node, program } from "./fixtures/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "sse-conformance-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("sse-conformance run", { timeout: 30_000 }, () => {
  it("exits with 0 when nothing failed, and shows each subject's counts", async () => {
    const { code, out } = await cli("run", fixture("right"), "--case", "decoding/bom-*");
    expect(code).toBe(0);
    expect(out).toContain("right 0 on Node.js");
    // On a busy machine the slowest cases are listed before the counts.
    expect(out).toMatch(/\nright 0 on Node\.js .*\n[^✓]*\ndecoding +16 pass\n/);
    expect(out).toMatch(/\nright too 0 on Node\.js .*\n[^✓]*\ndecoding +16 pass\n/);
  });

  it("keeps what a subject prints out of the report", async () => {
    const { out, err } = await cli("run", fixture("right"), "--case", "decoding/bom-alone", "--report", "json");
    expect(JSON.parse(out)).toHaveLength(2);
    expect(err).toContain("printed by the subject");
  });

  it("exits with 1 when a must failed, and shows bytes, expectation and specification", async () => {
    const { code, out } = await cli("run", fixture("wrong"), "--case", "decoding/bom-is-stripped");
    expect(code).toBe(1);
    expect(out).toContain("✗ decoding/bom-is-stripped (must)");
    expect(out).toContain('bytes     "\\xef\\xbb\\xbfdata: a\\n\\n"');
    expect(out).toContain('expected  event "message" data "a" id ""');
    expect(out).toContain("https://encoding.spec.whatwg.org/#utf-8-decode");
  });

  it.each([
    ["does not exist", fixture("nowhere"), "cannot be imported"],
    ["throws when it is imported", fixture("throws"), "broken when imported"],
    ["exports no subject", fixture("no-subject"), 'there is no capability "telepathy" to declare'],
  ])("exits with 2 for a module that %s, and says why", async (_, path, reason) => {
    const { code, out, err } = await cli("run", path);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
  });

  it("reports the subjects of other modules beside one that can't be loaded", async () => {
    const file = join(folder, "not", "there", "yet.json");
    const args = ["--case", "decoding/bom-alone", "--report", `json=${file}`];
    const { code, err } = await cli("run", fixture("throws"), fixture("right"), ...args);
    expect(code).toBe(2);
    expect(err).toContain("broken when imported");
    expect(JSON.parse(readFileSync(file, "utf8"))).toHaveLength(2);
  });

  it.each([
    [["run"], "expected the path of a subject's module"],
    [["walk"], 'there is no command "walk"'],
    [["run", "x.js", "--report", "pdf"], 'there is no report "pdf"'],
    [["run", "x.js", "--category", "decode"], 'there is no category "decode"'],
    [["run", "x.js", "--case", "decoding/bom-is-striped"], 'There is no case "decoding/bom-is-striped"'],
    [["run", "x.js", "--frobnicate"], "Unknown option"],
    [["run", "x.js", "--report", "html="], 'expected a file after "html=", got nothing'],
    [["run", "x.js", "--report", `json=${import.meta.filename}/x.json`], "x.json can't be written"],
    [["run", "x.js", "--category", "limits", "--level", "policy"], "Expected a selection of at least one case"],
    [["run", "x.js", "--known-failures", import.meta.filename], "cli.test.ts: expected JSON"],
    [["list", "--report", "html"], "--report isn't an option of list"],
    [["serve", "8000"], 'expected nothing but options after serve, got "8000"'],
  ])("exits with 2 and the usage for %j", async (args, reason) => {
    const { code, err } = await cli(...args);
    expect(code).toBe(2);
    expect(err).toContain(reason);
    expect(err).toContain("Usage:");
  });

  it("writes several reports of one run", async () => {
    const files = ["json", "junit", "tap", "html", "markdown"].map((format) => [format, join(folder, format)] as const);
    const { out } = await cli(
      "run",
      fixture("wrong"),
      "--case",
      "*/bom-*",
      ...files.flatMap(([format, file]) => ["--report", `${format}=${file}`]),
    );
    expect(out).toBe("");
    const [json = "", junit = "", tap = "", html = "", markdown = ""] = files.map(([, file]) => readFileSync(file, "utf8"));
    const [report]: Report[] = JSON.parse(json);
    expect(report?.results).toHaveLength(16);
    expect(junit).toContain('<testsuite name="wrong 0" tests="16" failures="5" skipped="0"');
    expect(tap).toContain("TAP version 14\n1..16\nnot ok 1 - wrong 0: decoding/bom-is-stripped\n  ---\n");
    expect(html).toContain("<!doctype html>");
    expect(markdown).toContain("| wrong 0 | 11 of 16 | 11 of 16 |");
  });

  it("fails the case at which a subject blocks or ends its process, and goes on with the next", async () => {
    const selection = {
      ids: [
        "decoding/line-separator-alone-on-a-line",
        "decoding/space-alone-on-a-line",
        "decoding/comment-that-looks-like-data",
        "decoding/one-line",
      ],
    };
    const [report] = await runIsolated(program, { target: { path: fixture("breaks-its-process") }, selection, jobs: 1, grace: 500 });
    expect(report?.results.map(({ id, verdict, failure }) => [id.slice(9), verdict, failure?.message])).toEqual([
      ["line-separator-alone-on-a-line", "fail", "the subject ended the process that it ran in"],
      ["space-alone-on-a-line", "pass", undefined],
      ["comment-that-looks-like-data", "fail", expect.stringContaining("the subject blocked its process")],
      ["one-line", "pass", undefined],
    ]);
  });
});

describe("sse-conformance list", () => {
  it("lists the cases of a category", async () => {
    const { code, out } = await cli("list", "--category", "request");
    expect(code).toBe(0);
    expect(out.split("\n").filter((line) => line !== "" && !line.startsWith("request/"))).toEqual([]);
  });
});

describe("sse-conformance serve", () => {
  it("says where it listens, and serves until it is ended", async () => {
    const child = spawn(process.execPath, [program, "serve"], { stdio: ["ignore", "pipe", "inherit"], env: environment });
    const line = await new Promise<string>((resolve) => child.stdout.setEncoding("utf8").once("data", resolve));
    const { control } = JSON.parse(line);
    const created = await fetch(`${control}/scenarios`, {
      method: "POST",
      body: JSON.stringify({ exchanges: [[{ do: "head" }, { do: "body", text: "data: a\n\n" }, { do: "end" }]] }),
    });
    const { url } = await created.json();
    expect(await (await fetch(url)).text()).toBe("data: a\n\n");
    child.kill();
    await new Promise((resolve) => child.once("close", resolve));
  });
});

describe("the binding for node:test", { timeout: 30_000 }, () => {
  it("has a test for each case: known failures pass while they fail, and what is not claimed is skipped", async () => {
    const { code, out } = await node(["--test", "--test-reporter=tap", fixture("node-test")]);
    expect(code).toBe(1);
    expect(out).toMatch(/# pass 11\n# fail 5\n# cancelled 0\n# skipped 1\n/);
    expect(out).toMatch(/ok \d+ - A byte order mark at the start of the stream is stripped \(decoding\/bom-is-stripped\)/);
    expect(out).toContain("It passes: take it off the list of known failures (fixed long ago)");
    expect(out).toContain("# SKIP not claimed: needs connect");
  });
});
