/**
 * Runs the suite on all subjects and writes the tables of packages/conformance: RESULTS.md and results.json.
 *
 *     pnpm conformance            all of them
 *     pnpm conformance ky ours    only those whose path contains one of these, shown and not written
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatReport, type Report, type Verdict } from "@sse/conformance";
import { installableDrivers } from "../../../packages/conformance/examples/drivers/install.ts";
import { missingFor, peersElsewhere, runElsewhere } from "./anywhere/elsewhere.ts";

const here = import.meta.dirname;
const conformance = join(here, "../../../packages/conformance");

const ours = ["core", "fetch", "undici", "axios", "ky"].map((name) => `ours/${name}.ts`);
const peers = [
  "eventsource-parser",
  "eventsource",
  "eventsource-client",
  "undici",
  "node",
  "launchdarkly-eventsource",
  "extended-eventsource",
  "reconnecting-eventsource",
  "event-source-plus",
  "fetch-event-source",
  "fetch-event-stream",
  "hey-api",
  "parse-sse",
  "openai",
  "anthropic",
  "azure-core-sse",
  "orpc",
  "msw",
  "google-genai",
  "langgraph",
  "ag-ui",
  "a2a",
].map((name) => `peers/${name}.ts`);

/** Not published for packages of other people: a weakness is told to its maintainers first. */
const confidential = /redirect-to-another-origin|credential|header-value-that-cannot-be-sent/;

const wanted = process.argv.slice(2);
const all = [...ours, ...peers];
/** Whether a name or a path holds one of the arguments, or there are none. */
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.some((part) => name.includes(part));
const paths = all.filter(isWanted);
const driven = installableDrivers.filter(({ name }) => isWanted(name));
const elsewhere = peersElsewhere.filter(({ name }) => isWanted(name));

/** What can't run on this machine, and why. The table says so, so that figures don't disappear from it in silence. */
const leftOut: string[] = [];

function leaveOut(name: string, why: string): void {
  leftOut.push(`${name} (${why})`);
  process.stderr.write(`${name} is left out: it ${why}\n`);
}

/** The arguments for the clients in other languages that are wanted. */
function commandsOf(folder: string): string[] {
  return driven.flatMap(({ name, needs, install }) => {
    const command = install(join(folder, name), "release");
    if (command !== undefined) return ["--command", command];
    leaveOut(name, `needs ${needs}`);
    return [];
  });
}

/** The peers that live in a browser or in Deno, one after the other. */
async function runAllElsewhere(): Promise<Report[]> {
  const reports: Report[] = [];
  for (const peer of elsewhere) {
    const missing = missingFor(peer);
    if (missing !== undefined) {
      leaveOut(peer.name, missing);
      continue;
    }
    const report = await runElsewhere(peer);
    process.stdout.write(formatReport([report], "pretty"));
    reports.push(report);
  }
  return reports;
}

/** The command line prints results as they come, and exits with 1 when a subject fails something: peers do. */
function run(): Report[] {
  if (paths.length === 0 && driven.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), "sse-conformance-"));
  const file = join(folder, "reports.json");
  const { status, error } = spawnSync(
    process.execPath,
    [
      ...process.execArgv,
      "--experimental-eventsource",
      join(conformance, "src/cli/main.ts"),
      "run",
      ...paths.map((path) => join(here, path)),
      ...commandsOf(folder),
      "--report",
      "pretty",
      "--report",
      `json=${file}`,
    ],
    { stdio: "inherit" },
  );
  if (error) throw error;
  if (status !== 0 && status !== 1) process.exit(status ?? 1);
  const reports: Report[] = JSON.parse(readFileSync(file, "utf8"));
  rmSync(folder, { recursive: true });
  return reports;
}

const isOurs = ({ subject }: Report): boolean => subject.name.startsWith("@sse/");

/** The reports as JSON: each case once, and for each verdict but "pass" the IDs of its cases: all others passed. A case and a report have a line each. */
function compact(reports: readonly Report[]): string {
  const cases = new Map(reports.flatMap(({ results }) => results.map(({ id, level, spec }) => [id, { id, level, spec }] as const)));
  const heads = reports.map(({ results, runtime: _, ...head }) => {
    const idsOf = (wanted: Verdict): string => results.flatMap(({ id, verdict }) => (verdict === wanted ? [id] : [])).join(" ");
    const verdicts: readonly Verdict[] = ["fail", "not claimed", "not possible", "not run"];
    return { ...head, ...Object.fromEntries(verdicts.map((verdict) => [verdict, idsOf(verdict)])) };
  });
  const lines = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(",\n");
  return `{"cases": [\n${lines([...cases.values()])}\n],\n"reports": [\n${lines(heads)}\n]}\n`;
}

/** Temporary folders are of no interest to a reader. */
const nameDriver = (report: Report): Report => ({ ...report, runtime: report.runtime.replace(/^.*(?=, driven by)/, "a driver") });

const reports = [...run(), ...(await runAllElsewhere())]
  .map(nameDriver)
  .map((report) => (isOurs(report) ? report : { ...report, results: report.results.filter(({ id }) => !confidential.test(id)) }));

if (wanted.length === 0) {
  const [first] = reports;
  const header = `# Conformance of SSE clients and decoders

Generated by \`pnpm conformance\` on ${first?.date.slice(0, 10)} with ${first?.runtime}. Each package is the one that npm, PyPI, the Go module proxy, crates.io or Maven Central has, used as its documentation
says (the bindings are in [internal/peers](../../internal/peers/src/peers)). "350 of 351" is passed of claimed: a subject isn't measured by what it doesn't claim. [results.json](./results.json) has
the verdict of each case. [docs/report.md](./docs/report.md) says what the words mean.

- A client runs in every category that its API allows. One that reconnects by itself is closed when it tells of the end of its first connection, for the cases about a single one.
- A decoder alone, and the reader inside an SDK, run the decoding cases. The readers of @google/genai, @langchain/langgraph-sdk, @ag-ui/client and @a2a-js/sdk take JSON only:
  [json-payloads.ts](../../internal/peers/src/peers/json-payloads.ts) gives them messages that carry each payload as text. They have no empty payloads, so some of those cases fail.
- sse-core and eventsource-stream leave the request to their caller: their [drivers](./examples/drivers/rust/src/requests.rs) make it with reqwest, and check the response's status and type.
- r3labs/sse reconnects after an error. After a response that ends without one, its call returns, so most cases about reconnecting fail for this one reason.
- The platforms' own EventSource, and sse.js, which needs a page's XMLHttpRequest, run the suite in a page of their browser or in Deno, as [elsewhere.ts](../../internal/peers/src/anywhere/elsewhere.ts) says.
- Left out: graphql-sse, whose parser throws at any event type but \`next\` and \`complete\`, and so at 315 of the 341 decoding vectors; Bun, which has no EventSource;
  WebKit, which [internal/browsers](../../internal/browsers/src/index.ts) doesn't launch; the MCP SDK and the AI SDK, which read with eventsource and eventsource-parser.
${leftOut.length > 0 ? `- Not on the machine of this run: ${leftOut.join("; ")}.\n` : ""}
`;
  writeFileSync(join(conformance, "RESULTS.md"), header + formatReport(reports, "markdown"));
  writeFileSync(join(conformance, "results.json"), compact(reports));
}

// What counts is that ours are without a fault; what a peer fails is its table's matter.
const faults = reports
  .filter(isOurs)
  .flatMap(({ results }) => results.filter(({ verdict }) => verdict === "fail" || verdict === "not run"));
process.exitCode = faults.length === 0 ? 0 : 1;
