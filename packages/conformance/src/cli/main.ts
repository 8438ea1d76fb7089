#!/usr/bin/env node
import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { styleText } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import type { Report } from "../report.ts";
import { formatReport } from "../reports/format.ts";
import { type Paint, prettyHead, prettySummary } from "../reports/pretty.ts";
import { succeeded } from "../reports/summary.ts";
import { select } from "../selection.ts";
import { serve } from "../server/serve.ts";
import { type Arguments, parse, type RunArguments, UsageError, usage } from "./arguments.ts";
import { runIsolated } from "./isolation.ts";
import { Live } from "./live.ts";
import { LoadError } from "./load.ts";
import { startWorker } from "./worker.ts";

/** @returns the exit status */
async function main(args: Arguments): Promise<number> {
  switch (args.command) {
    case "help":
      return print(usage);
    case "version":
      return print(`${manifest.version}\n`);
    case "list":
      return print(
        select(args.selection)
          .map(({ id, level, title }) => `${id.padEnd(64)} ${level.padEnd(6)} ${title}\n`)
          .join(""),
      );
    case "serve": {
      const { control, origin, otherOrigin } = await serve({ controlPort: args.port });
      await print(`${JSON.stringify({ control, origin, otherOrigin })}\n`);
      // Runs until it is interrupted.
      return new Promise(() => {});
    }
    case "run":
      return run(args);
  }
}

async function run({ targets, reports: wanted, ...options }: RunArguments): Promise<number> {
  const [, program = ""] = process.argv;
  const paint = paintFor(process.stdout);
  const live = new Live(
    paint,
    wanted.some(({ format, file }) => format === "pretty" && file === undefined),
  );
  for (const { file } of wanted) if (file !== undefined) await expectWritable(file);
  const { signal, status } = interruption();
  const reports: Report[] = [];
  let isOneUnusable = false;
  for (const target of targets) {
    const more = await runIsolated(program, {
      ...options,
      target,
      signal,
      onSubject: (head) => live.subject(head),
      onResult: (...result) => live.result(...result),
    }).catch(async (error: unknown) => {
      if (!(error instanceof LoadError)) throw error;
      live.clear();
      await complain(error);
      isOneUnusable = true;
      return [];
    });
    reports.push(...more);
    if (signal.aborted || (options.bail && !more.every((report) => succeeded(report, options.strict)))) break;
  }
  live.clear();
  for (const { format, file } of reports.length > 0 ? wanted : []) {
    if (file !== undefined) await writeFile(file, formatReport(reports, format));
    else await print(format === "pretty" ? summaries(reports, paint) : formatReport(reports, format));
  }
  if (isOneUnusable) return status() ?? 2;
  return status() ?? (reports.every((report) => succeeded(report, options.strict)) ? 0 : 1);
}

/** Before the run, which may take minutes: its results would be lost. @throws UsageError if a report can't be written there. */
async function expectWritable(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await (await open(file, "a")).close();
  } catch (error) {
    throw new UsageError(`--report: ${file} can't be written (${error instanceof Error ? error.message : error})`);
  }
}

/** The end of the pretty report, whose results were printed as they came. */
const summaries = (reports: readonly Report[], paint: Paint): string =>
  reports.map((report) => (reports.length > 1 ? prettyHead(report, paint) : "") + prettySummary(report, paint)).join("\n");

/** The first interruption ends the run, which is reported as far as it came; the second one ends the process. */
function interruption(): { signal: AbortSignal; status(): number | undefined } {
  const controller = new AbortController();
  let status: number | undefined;
  for (const [name, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(name, () => {
      status = code;
      controller.abort("The run was interrupted");
    });
  }
  return { signal: controller.signal, status: () => status };
}

function paintFor(stream: NodeJS.WriteStream): Paint {
  const coloured = stream.isTTY && !process.env.NO_COLOR;
  return coloured ? (style, text) => styleText(style, text) : (_, text) => text;
}

/** Settles when the text is out: a pipe may take a large report piece by piece, and the process is about to end. */
const print = (text: string): Promise<number> => new Promise((resolve) => process.stdout.write(text, () => resolve(0)));

function complain(error: unknown): Promise<void> {
  const known = error instanceof UsageError || error instanceof LoadError;
  const message = error instanceof Error ? (known ? error.message : error.stack) : String(error);
  const text = `sse-conformance: ${message}\n${error instanceof UsageError ? `\n${usage}` : ""}`;
  return new Promise((resolve) => process.stderr.write(text, () => resolve()));
}

const fail = (error: unknown): void => void complain(error).then(() => process.exit(2));

if (process.argv[2] === "--worker" && process.send) startWorker();
else {
  // Whoever reads the output has read enough, as `head` does. The status is the one that other programs end with then.
  process.stdout.on("error", () => process.exit(141));
  try {
    main(parse(process.argv.slice(2))).then((code) => process.exit(code), fail);
  } catch (error) {
    fail(error);
  }
}
