import process from "node:process";
import type { Subject } from "@sse/conformance";
import { runSuite } from "../suite.ts";
import { mark } from "./mark.ts";

/** The entry of a cell in Node, Bun or Deno: it takes its order from the command line, and prints its report. */
export async function run(subject: Subject): Promise<void> {
  const report = await runSuite(subject, JSON.parse(process.argv[2] ?? "{}"));
  process.stdout.write(`\n${mark}${JSON.stringify(report)}\n`, () => process.exit());
}
