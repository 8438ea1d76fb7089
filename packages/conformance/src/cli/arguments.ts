import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { categories, levels } from "../case.ts";
import { checkKnownFailures, type KnownFailures } from "../known-failures.ts";
import { type ReportFormat, reportFormats } from "../reports/format.ts";
import { type Selection, select } from "../selection.ts";
import type { Target } from "./worker.ts";

export const usage: string = `Usage: sse-conformance run <subject>...   run the suite on the subjects that these modules export by default
       sse-conformance run --command <c>  run it on a program that speaks the driver protocol
       sse-conformance list              list the cases
       sse-conformance serve             run the scripted server, for clients in any language

Options of run and list:
  --category <name>      only cases of this category (${categories.join(", ")}); may be repeated
  --level <name>         only cases of this level (${levels.join(", ")}); may be repeated
  --case <id>            only this case; * stands for any text; may be repeated

Options of run:
  --report <format>[=<file>]   how to report: ${reportFormats.join(", ")}; may be repeated
                               (default: pretty; without a file, to standard output)
  --known-failures <file>      cases that fail and are known to: a JSON object of case IDs, each with its reason
  --jobs <number>              how many cases run at the same time (default: 8)
  --bail                       stop at the first failure that makes the exit status 1
  --strict                     a failure of level should makes the exit status 1 as well

Options of serve:
  --port <number>        the control port (default: any free one)

Exit status of run: 0 if no case of level must or policy failed, 1 if one did, 2 if a subject can't be loaded or fails at everything, or if the
command is wrong, 130 if it was interrupted.
`;

/** The command wasn't understood. */
export class UsageError extends Error {}

interface ReportTarget {
  readonly format: ReportFormat;
  readonly file: string | undefined;
}

/** What `sse-conformance run` is asked for. */
export interface RunArguments {
  readonly targets: readonly Target[];
  readonly selection: Selection;
  readonly reports: readonly ReportTarget[];
  readonly knownFailures: KnownFailures | undefined;
  readonly jobs: number | undefined;
  readonly bail: boolean;
  readonly strict: boolean;
}

/** What the command line is asked for. */
export type Arguments =
  | { readonly command: "help" | "version" }
  | { readonly command: "list"; readonly selection: Selection }
  | { readonly command: "serve"; readonly port: number }
  | ({ readonly command: "run" } & RunArguments);

/** @throws UsageError for what it doesn't understand. */
export function parse(args: readonly string[]): Arguments {
  try {
    return argumentsOf(args);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function argumentsOf(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      command: { type: "string", multiple: true },
      category: { type: "string", multiple: true },
      level: { type: "string", multiple: true },
      case: { type: "string", multiple: true },
      report: { type: "string", multiple: true },
      "known-failures": { type: "string" },
      jobs: { type: "string" },
      bail: { type: "boolean" },
      strict: { type: "boolean" },
      port: { type: "string" },
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" },
    },
  });
  if (values.help) return { command: "help" };
  if (values.version) return { command: "version" };
  const [command, ...paths] = positionals;
  if (command !== "run" && command !== "list" && command !== "serve") {
    throw new UsageError(command === undefined ? "expected a command: run, list or serve" : `there is no command "${command}"`);
  }
  const stray = Object.keys(values).find((name) => !optionsOf[command].includes(name));
  if (stray !== undefined) throw new UsageError(`--${stray} isn't an option of ${command}`);
  if (command !== "run" && paths[0] !== undefined) throw new UsageError(`expected nothing but options after ${command}, got "${paths[0]}"`);
  const selection: Selection = {
    categories: values.category?.map((name) => oneOf(categories, "category", name)),
    levels: values.level?.map((name) => oneOf(levels, "level", name)),
    ids: values.case,
  };
  if (command === "serve") return { command, port: wholeNumber("port", values.port ?? "0", 0, 65_535) };
  select(selection);
  if (command === "list") return { command, selection };
  const targets = [...paths.map((path) => ({ path })), ...(values.command ?? []).map((program) => ({ command: program }))];
  if (targets.length === 0) throw new UsageError("expected the path of a subject's module, or --command");
  return {
    command,
    targets,
    selection,
    reports: (values.report ?? ["pretty"]).map(reportTarget),
    knownFailures: knownFailuresIn(values["known-failures"]),
    jobs: values.jobs === undefined ? undefined : wholeNumber("jobs", values.jobs, 1, 1_000),
    bail: values.bail ?? false,
    strict: values.strict ?? false,
  };
}

const selecting = ["category", "level", "case"];
const optionsOf: Readonly<Record<"run" | "list" | "serve", readonly string[]>> = {
  run: [...selecting, "command", "report", "known-failures", "jobs", "bail", "strict"],
  list: selecting,
  serve: ["port"],
};

function oneOf<T extends string>(all: readonly T[], what: string, name: string): T {
  const found = all.find((known) => known === name);
  if (found === undefined) throw new UsageError(`there is no ${what} "${name}": expected one of ${all.join(", ")}`);
  return found;
}

function reportTarget(text: string): ReportTarget {
  const [name = "", ...rest] = text.split("=");
  const file = rest.length > 0 ? rest.join("=") : undefined;
  if (file === "") throw new UsageError(`expected a file after "${text}", got nothing`);
  return { format: oneOf(reportFormats, "report", name), file };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new UsageError(`expected a ${name} from ${least} to ${most}, got "${text}"`);
  }
  return number;
}

function knownFailuresIn(file: string | undefined): KnownFailures | undefined {
  if (file === undefined) return undefined;
  const known = jsonIn(file);
  const isList =
    typeof known === "object" && known !== null && !Array.isArray(known) && Object.values(known).every((it) => typeof it === "string");
  if (!isList) throw new UsageError(`${file}: expected a JSON object of case IDs, each with its reason`);
  const list: Record<string, string> = Object.fromEntries(Object.entries(known));
  checkKnownFailures(list);
  return list;
}

function jsonIn(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: expected JSON, got something else (${error instanceof Error ? error.message : error})`);
  }
}
