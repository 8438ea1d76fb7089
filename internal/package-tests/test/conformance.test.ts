import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, inject, it } from "vitest";
import { nodes } from "../src/consumer.ts";
import { packagesFolder } from "../src/published.ts";
import { subjectsOf } from "../src/quickstart.ts";
import { run } from "../src/run.ts";

const folderOf = (title: string): string => inject("folders")[title] ?? `${title} is not installed`;
const withClient = (name: string): string =>
  folderOf(Object.keys(inject("folders")).find((title) => title.startsWith(`@sse/conformance with ${name}`)) ?? name);
const folder = withClient("eventsource-client");
const withVitest = withClient("vitest");

// The client of the README reads everything before it yields: it passes the first of these and fails the second.
const passes = "request/method-is-get-by-default";
const fails = "decoding/dispatched-at-the-blank-line";

// Each of these waits most of its time for the limit of the case that fails.
describe.concurrent("the suite, installed from its tarball, runs the subjects of its README", { timeout: 120_000 }, () => {
  beforeAll(() => {
    const [inTenLines = "", reconnecting = ""] = subjectsOf(join(packagesFolder, "conformance"));
    writeFileSync(join(folder, "reconnecting.mjs"), reconnecting);
    for (const place of [folder, withVitest]) {
      writeFileSync(join(place, "subject.mjs"), inTenLines);
      for (const binding of ["vitest", "node-test"]) {
        const options = { ids: [passes, fails], knownFailures: { [fails]: "it reads everything first" } };
        writeFileSync(
          join(place, `${binding}.test.mjs`),
          `import { testConformance } from "@sse/conformance/${binding}";\nimport subject from "./subject.mjs";\ntestConformance(subject, ${JSON.stringify(options)});\n`,
        );
      }
    }
  });

  it.for([...nodes])("on the command line, on Node %i", async ([, node], { expect }) => {
    const cli = join("node_modules", "@sse", "conformance", "dist", "cli.js");
    expect(await run(node, [cli, "run", "subject.mjs", "--case", passes, "--report", "tap"], folder)).toBe(
      `TAP version 14\n1..1\nok 1 - my-client 1.0.0: ${passes}\n`,
    );
    await expect(run(node, [cli, "run", "subject.mjs", "--case", fails], folder)).rejects.toThrow(fails);
  });

  it.for([...nodes])("on the command line, on Node %i, with a client that reconnects", async ([, node], { expect }) => {
    const cli = join("node_modules", "@sse", "conformance", "dist", "cli.js");
    const cases = [
      "request/post-sends-its-body",
      "response/one-write",
      "closing/break-closes-the-socket",
      "reconnecting/last-event-id-is-sent",
    ];
    const ids = cases.flatMap((id) => ["--case", id]);
    expect(await run(node, [cli, "run", "reconnecting.mjs", ...ids, "--report", "tap"], folder)).toMatch(
      /^TAP version 14\n1..4\n(ok .*\n){4}$/,
    );
    await expect(run(node, [cli, "run", "reconnecting.mjs", "--case", "reconnecting/status-404-is-final"], folder)).rejects.toThrow(
      "reconnecting/status-404-is-final",
    );
  });

  it.for([...nodes])("in node:test, on Node %i", async ([, node], { expect }) => {
    expect(await run(node, ["--test", "--test-reporter=tap", "node-test.test.mjs"], folder)).toMatch(/^# pass 2$/m);
  });

  it("in vitest", async ({ expect }) => {
    const vitest = join("node_modules", "vitest", "vitest.mjs");
    await run(process.execPath, [vitest, "run", "vitest.test.mjs", "--reporter=json", "--outputFile=result.json"], withVitest);
    expect(JSON.parse(readFileSync(join(withVitest, "result.json"), "utf8"))).toMatchObject({ numPassedTests: 2, numFailedTests: 0 });
  });
});
