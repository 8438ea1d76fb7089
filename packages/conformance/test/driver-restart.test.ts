import { expect, it } from "vitest";
import { runIsolated } from "../src/cli/isolation.ts";
import { fixture, program } from "./fixtures/command-line.ts";

it("a driver that ends fails the case that was running, and is started again for the others", async () => {
  const command = `exec "${process.execPath}" --conditions=@sse/source "${fixture("crashing-driver")}"`;
  const selection = { ids: ["request/p*-sends-its-body"] };
  const [report] = await runIsolated(program, { target: { command }, selection, jobs: 1 });
  expect(report?.results.map(({ id, verdict, failure }) => [id, verdict, failure?.message])).toEqual([
    ["request/post-sends-its-body", "pass", undefined],
    ["request/put-sends-its-body", "fail", "Unexpected Error: the driver ended with SIGKILL"],
    ["request/patch-sends-its-body", "pass", undefined],
  ]);
});
