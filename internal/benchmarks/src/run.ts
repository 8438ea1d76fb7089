/**
 * Measures decoders and clients beside their peers and writes RESULTS.md, results.json and charts/.
 *
 *     pnpm bench                        the short pass, some five minutes
 *     pnpm bench --full                 everything
 *     pnpm bench [--full] idle growth   only these sections, shown and not written
 *     pnpm bench [--full] --built       the packages as they are built for publishing; otherwise their sources
 *     pnpm bench soak --minutes 10 --seed 7
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
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
import { soakOptions, soakSection } from "./sections/soak.ts";
import { startUp } from "./sections/start-up.ts";
import { build } from "./start-up.ts";

const { values, positionals } = parseArgs({
  options: { full: { type: "boolean", default: false }, built: { type: "boolean", default: false }, ...soakOptions },
  allowPositionals: true,
});
if (values.built && process.execArgv.includes("--conditions=@sse/source")) process.exit(await runBuilt());
const sections: Section[] = [decoding, runtimes, growth, iteration, endToEnd, firstEvent, idle, memory, startUp, soakSection(values)];
const unknown = positionals.filter((id) => !sections.some((section) => section.id === id));
if (unknown.length > 0) {
  throw new Error(`Expected sections out of ${sections.map(({ id }) => id).join(", ")}, got ${unknown.join(", ")}`);
}
const pass: Pass = values.full ? "full" : "short";
const wanted = sections.filter(({ id }) => positionals.length === 0 || positionals.includes(id));

try {
  const tasks = wanted.flatMap((section) => section.tasks(pass).map(({ title, run }) => ({ title: `${section.title}: ${title}`, run })));
  await runAll(tasks, process.stderr);
  const found = wanted.map((section) => ({ section, findings: section.findings() }));
  if (wanted.length === sections.length) {
    write(pass, performance.now() / 1000, found);
    console.log("Written: internal/benchmarks/RESULTS.md, results.json and charts/");
  } else for (const { section, findings } of found) console.log(`## ${section.title}\n\n${findings.text}`);
} finally {
  for (const { close } of wanted) close?.();
}

/** Builds the packages and runs this program again, without the condition by which it finds their sources. */
async function runBuilt(): Promise<number> {
  await build();
  return spawnSync(process.execPath, [import.meta.filename, ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1;
}
