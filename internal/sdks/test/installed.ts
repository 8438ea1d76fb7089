import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The source of an SDK as npm has installed it. */
export const sourceOf = (...path: readonly string[]): string =>
  readFileSync(join(import.meta.dirname, "..", "node_modules", ...path), "utf8");

/** What a pattern's first group matches, sorted, each once. */
export const matchesOf = (source: string, pattern: RegExp): string[] =>
  [...new Set([...source.matchAll(pattern)].map(([, name = ""]) => name))].sort();

/** The declarations of some types, such as the members of a union. */
export function declarationsOf(source: string, names: readonly string[]): string {
  return names.map((name) => new RegExp(`export (?:interface|type) ${name}\\b[\\s\\S]*?\\n}`).exec(source)?.[0] ?? "").join("\n");
}
