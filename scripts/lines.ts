/**
 * How many lines the same programs take with this library and on eventsource-parser: `examples/compared`.
 *
 *     node scripts/lines.ts    writes the table into examples/README.md, between its `lines` comments
 *
 * A line counts if it has code: blank lines and lines with only a comment don't. Both programs of a pair are formatted by the same tool and pass the same tests.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { marked } from "./marked.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, "examples", "compared");
const suffix = "-with-eventsource-parser.ts";

export interface Pair {
  /** The program's name, as its file has it. */
  readonly name: string;
  /** What the program does: the comment that it begins with. */
  readonly title: string;
  readonly ours: number;
  readonly theirs: number;
}

export const pairs = (): Pair[] =>
  globSync(`*${suffix}`, { cwd: folder })
    .sort()
    .map((file) => {
      const name = basename(file, suffix);
      const ours = readFileSync(join(folder, `${name}.ts`), "utf8");
      const theirs = readFileSync(join(folder, file), "utf8");
      return { name, title: /^\/\/ (.*)$/m.exec(ours)?.[1] ?? "", ours: linesOf(ours), theirs: linesOf(theirs) };
    });

/** The lines with code. */
export const linesOf = (source: string): number =>
  source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .split("\n")
    .filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;

/** The documents that show the table. */
export const documentsWithLines = (): { readonly file: string; readonly stale: boolean; readonly text: string }[] =>
  marked("lines", () => {
    const rows = pairs().map(({ name, title, ours, theirs }) => {
      const link = (file: string, lines: number): string => `[${lines}](compared/${file})`;
      return `| ${title} | ${link(`${name}.ts`, ours)} | ${link(`${name}${suffix}`, theirs)} |\n`;
    });
    return `| lines of code | with this library | on eventsource-parser |\n|---|--:|--:|\n${rows.join("")}`;
  }).map(({ file, written, generated, text }) => ({ file, stale: written !== generated, text }));

if (import.meta.main) {
  for (const { name, ours, theirs } of pairs()) console.log(`${name.padEnd(20)} ${ours} lines, ${theirs} on eventsource-parser`);
  for (const { file, stale, text } of documentsWithLines()) {
    if (!stale) continue;
    writeFileSync(join(root, file), text);
    console.log(`${file} written`);
  }
}
