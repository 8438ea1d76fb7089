#!/usr/bin/env node
import { writeFile } from "node:fs/promises";
import { parseArgs, styleText } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import { type Category, categories } from "../case.ts";
import type { CaseResult, Report } from "../report.ts";
import { formatReport, type ReportFormat, reportFormats } from "../reports/format.ts";
import { type Paint, pretty } from "../reports/pretty.ts";
import { succeeded } from "../reports/summary.ts";
import { type Selection, select } from "../selection.ts";
import { serve } from "../server/serve.ts";
import { runIsolated } from "./isolation.ts";
import { LoadError } from "./load.ts";
import { startWorker } from "./worker.ts";

const usage = `Usage: sse-conformance run <subject>...   run the suite on the subjects that these modules export by default
       sse-conformance list              list the cases
       sse-conformance serve             run the scripted server, for clients in any language

Options of run and list:
  --category <name>      only cases of this category (${categories.join(", ")}); may be repeated
  --case <id>            only this case; * stands for any text; may be repeated

Options of run:
  --report <format>[=<file>]   how to report: ${reportFormats.join(", ")}; may be repeated
                               (default: pretty; without a file, to standard output)

Options of serve:
  --port <number>        the control port (default: any free one)

Exit status of run: 0 if no case of level must or policy failed, 1 if one did, 2 if a subject cannot be loaded or the command is wrong.
`;

/** The command was not understood. */
class UsageError extends Error {}

interface Target {
  format: ReportFormat;
  file: string | undefined;
}

async function main(): Promise<number> {
  const { values, positionals } = parsed();
  if (values.help) return print(usage);
  if (values.version) return print(`${manifest.version}\n`);
  const [command, ...subjects] = positionals;
  const selection: Selection = { categories: values.category?.map(categoryOf), ids: values.case };
  switch (command) {
    case "run":
      return run(subjects, selection, (values.report ?? ["pretty"]).map(targetOf));
    case "list":
      return print(
        selected(selection)
          .map(({ id, level, title }) => `${id.padEnd(64)} ${level.padEnd(6)} ${title}\n`)
          .join(""),
      );
    case "serve": {
      const { control, origin, otherOrigin } = await serve({ controlPort: portOf(values.port) });
      await print(`${JSON.stringify({ control, origin, otherOrigin })}\n`);
      // Runs until it is interrupted.
      return new Promise(() => {});
    }
    default:
      throw new UsageError(command === undefined ? "expected a command: run, list or serve" : `there is no command "${command}"`);
  }
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        category: { type: "string", multiple: true },
        case: { type: "string", multiple: true },
        report: { type: "string", multiple: true },
        port: { type: "string" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function run(paths: readonly string[], selection: Selection, targets: readonly Target[]): Promise<number> {
  if (paths.length === 0) throw new UsageError("expected the path of a subject's module");
  selected(selection);
  const [, program = ""] = process.argv;
  const progress = new Progress();
  const reports: Report[] = [];
  for (const path of paths) {
    reports.push(...(await runIsolated(program, { path, selection, onResult: (...result) => progress.show(path, ...result) })));
  }
  progress.clear();
  for (const { format, file } of targets) {
    if (file !== undefined) await writeFile(file, formatReport(reports, format));
    else await print(format === "pretty" ? pretty(reports, paintFor(process.stdout)) : formatReport(reports, format));
  }
  return reports.every((report) => succeeded(report)) ? 0 : 1;
}

/** @throws UsageError for a selection of nothing. */
function selected(selection: Selection): ReturnType<typeof select> {
  try {
    return select(selection);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** One line on a terminal that says how far the run is; nothing where standard error is not a terminal. */
class Progress {
  #failed = 0;

  show(path: string, { id, verdict }: CaseResult, index: number, total: number): void {
    if (index === 1) this.#failed = 0;
    if (verdict === "fail") this.#failed++;
    if (!process.stderr.isTTY) return;
    const line = `${path}  ${index}/${total}${this.#failed > 0 ? `, ${this.#failed} failed` : ""}  ${id}`;
    process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  clear(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  }
}

function categoryOf(name: string): Category {
  const category = categories.find((known) => known === name);
  if (category === undefined) throw new UsageError(`there is no category "${name}": expected one of ${categories.join(", ")}`);
  return category;
}

function targetOf(text: string): Target {
  const [name, ...rest] = text.split("=");
  const format = reportFormats.find((known) => known === name);
  if (format === undefined) throw new UsageError(`there is no report "${name}": expected one of ${reportFormats.join(", ")}`);
  return { format, file: rest.length > 0 ? rest.join("=") : undefined };
}

function portOf(text = "0"): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`expected a port, got "${text}"`);
  return port;
}

function paintFor(stream: NodeJS.WriteStream): Paint {
  const coloured = stream.isTTY && !process.env.NO_COLOR;
  return coloured ? (style, text) => styleText(style, text) : (_, text) => text;
}

/** Settles when the text is out: a pipe may take a large report piece by piece, and the process is about to end. */
const print = (text: string): Promise<number> => new Promise((resolve) => process.stdout.write(text, () => resolve(0)));

if (process.argv[2] === "--worker" && process.send) startWorker();
else {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      const known = error instanceof UsageError || error instanceof LoadError;
      const message = error instanceof Error ? (known ? error.message : error.stack) : String(error);
      process.stderr.write(`sse-conformance: ${message}\n${error instanceof UsageError ? `\n${usage}` : ""}`, () => process.exit(2));
    },
  );
}
