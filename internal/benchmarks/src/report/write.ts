import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { built } from "../packages.ts";
import type { Findings, Pass, Section } from "../section.ts";
import { committed, writeReadmes } from "./readme.ts";

const here = join(import.meta.dirname, "../..");

/** Everything that was measured and by its version changes the figures. */
function versions(): Record<string, string> {
  const own: { dependencies: Record<string, string> } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const names = Object.keys(own.dependencies);
  const installed = names.map((name): [string, string] => {
    const manifest: { version: string } = JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));
    return [name, manifest.version];
  });
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    "node's fetch": `undici ${process.versions.undici}`,
    ...Object.fromEntries(installed),
  };
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `${process.platform} ${process.arch}, ${availableParallelism()} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB of memory`;
}

const words = { short: "the short pass", full: "everything" };

/** Writes RESULTS.md, results.json and charts/ of the package, and the READMEs' figures. */
export function write(pass: Pass, seconds: number, found: readonly { section: Section; findings: Findings }[]): void {
  const run = {
    date: new Date().toISOString().slice(0, 10),
    command: ["pnpm bench", ...(pass === "full" ? ["--full"] : []), ...(built ? ["--built"] : [])].join(" "),
    seconds: Math.round(seconds),
    machine: machine(),
    versions: versions(),
  };
  const charts = found.flatMap(({ findings }) => findings.charts);
  rmSync(join(here, "charts"), { recursive: true, force: true });
  mkdirSync(join(here, "charts"));
  for (const { name, svg } of charts) writeFileSync(join(here, "charts", `${name}.svg`), svg);
  const data = Object.fromEntries(found.map(({ section, findings }) => [section.id, findings.data]));
  writeFileSync(join(here, "results.json"), jsonOf({ run, ...data }));
  writeReadmes(committed());

  const head = `# Benchmarks

Measured on ${run.date} by \`${run.command}\` (${words[pass]}, ${run.seconds} seconds) on Node ${run.versions.node}, ${run.machine}. The machine is
a shared one: what is compared took turns, round by round, and ratios are of the same round. Where nothing else is said, a figure is the median over the
rounds, and in brackets is the middle half of them. Outputs were compared before anything was timed. Decoders and clients are those that npm installs, used as
their documentation says; the packages of this repository run ${built ? "as they are built for publishing" : "from their sources"}. [results.json](./results.json) has all figures.

${found.map(({ section }) => `- [${section.title}](#${anchor(section.title)})`).join("\n")}
- [Versions](#versions)
`;
  const chapters = found.map(({ section, findings }) => {
    const pictures = findings.charts.map(({ name, title, description }) => `![${title}: ${description}](./charts/${name}.svg)\n`);
    return `## ${section.title}\n\n${findings.text.trim()}\n\n${pictures.join("\n")}`;
  });
  const list = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`);
  writeFileSync(join(here, "RESULTS.md"), `${[head, ...chapters].join("\n")}\n## Versions\n\n${list.join(" · ")}\n`);
}

/** With every list of numbers in one line, and no more digits than were measured: so that it can be read, and a difference of two runs, too. */
export const jsonOf = (value: unknown): string =>
  `${JSON.stringify(value, (_, one) => (typeof one === "number" ? Number(one.toPrecision(4)) : one), 1).replace(
    /\[([\s\d.,e+-]+)\]/g,
    (_, numbers: string) => `[${numbers.trim().replace(/,\s+/g, ", ")}]`,
  )}\n`;

const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-");
