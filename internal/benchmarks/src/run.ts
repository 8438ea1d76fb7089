import { spawnSync } from "node:child_process";
import { parseOptions, program, UsageError } from "../../../scripts/program.ts";
import { runAll } from "./progress.ts";
import { write } from "./report/write.ts";
import type { Pass, Section } from "./section.ts";
import { decoding } from "./sections/decoding.ts";
import { endToEnd } from "./sections/end-to-end.ts";
import { firstEvent } from "./sections/first-event.ts";
import { growth } from "./sections/growth.ts";
import { idle } from "./sections/idle.ts";
import { iteration } from "./sections/iteration.ts";
import { memory } from "./sections/memory.ts";
import { runtimes } from "./sections/runtimes.ts";
import { type SoakOptions, soakSection } from "./sections/soak.ts";
import { startUp } from "./sections/start-up.ts";
import { build } from "./start-up.ts";

const sectionsWith = (soak: SoakOptions): Section[] => [
  decoding,
  runtimes,
  growth,
  iteration,
  endToEnd,
  firstEvent,
  idle,
  memory,
  startUp,
  soakSection(soak),
];
const ids = sectionsWith({}).map(({ id }) => id);

const usage = `usage: pnpm bench [SECTION]… [--full] [--built] [--minutes N] [--seed N]

Measures decoders and clients beside their peers. Without a section it measures all of them, and writes RESULTS.md, results.json and charts/.

  SECTION       only these sections, which are shown and not written:
                ${ids.join(", ")}
  --full        everything; otherwise the short pass, some five minutes
  --built       the packages as they are built for publishing; otherwise their sources
  --minutes N   how long the soak takes
  --seed N      what the soak's faults are made from
  -h, --help    prints this

Examples: pnpm bench --full idle growth
          pnpm bench soak --minutes 10 --seed 7`;

const options = {
  full: { type: "boolean", default: false },
  built: { type: "boolean", default: false },
  minutes: { type: "string" },
  seed: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

interface Request {
  readonly pass: Pass;
  readonly built: boolean;
  /** Which sections to measure; none means all. */
  readonly only: readonly string[];
  readonly soak: SoakOptions;
}

process.exitCode = await program(usage, read, main);

function read(args: readonly string[]): Request | "help" {
  const { values, positionals } = parseOptions(args, options, "sections, --full, --built, --minutes N or --seed N");
  if (values.help) return "help";
  const unknown = positionals.filter((id) => !ids.includes(id));
  if (unknown.length > 0) throw new UsageError(`expected sections out of ${ids.join(", ")}, got ${unknown.join(", ")}`);
  return {
    pass: values.full ? "full" : "short",
    built: values.built,
    only: positionals,
    soak: {
      ...(values.minutes !== undefined && { minutes: positive("--minutes", values.minutes) }),
      ...(values.seed !== undefined && { seed: positive("--seed", values.seed) }),
    },
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new UsageError(`${name}: expected a number above 0, got ${text}`);
  return value;
}

async function main({ pass, built, only, soak }: Request): Promise<number> {
  if (built && process.execArgv.includes("--conditions=@sse/source")) return await runBuilt();
  const wanted = sectionsWith(soak).filter(({ id }) => only.length === 0 || only.includes(id));
  try {
    const tasks = wanted.flatMap((section) => section.tasks(pass).map(({ title, run }) => ({ title: `${section.title}: ${title}`, run })));
    await runAll(tasks, process.stderr);
    const found = wanted.map((section) => ({ section, findings: section.findings() }));
    if (only.length === 0) {
      write(pass, performance.now() / 1000, found);
      console.log("Written: internal/benchmarks/RESULTS.md, results.json and charts/");
    } else for (const { section, findings } of found) console.log(`## ${section.title}\n\n${findings.text}`);
  } finally {
    for (const { close } of wanted) close?.();
  }
  // The soak sets it when a number was lost or repeated.
  return Number(process.exitCode ?? 0);
}

/** Builds the packages and runs this program again, without the condition by which it finds their sources. */
async function runBuilt(): Promise<number> {
  await build();
  return spawnSync(process.execPath, [import.meta.filename, ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1;
}
