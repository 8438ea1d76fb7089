import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A fenced block of code in a document or a doc comment. */
export interface Block {
  /** File and line, as an editor opens it. */
  readonly place: string;
  /** The folder whose dependencies the code can import. */
  readonly folder: string;
  readonly language: string;
  readonly code: string;
  /** What the block takes for granted: the comment above it. */
  readonly given: string;
  /** What it prints: the `text` block below it. */
  readonly output: string | undefined;
}

const root = join(import.meta.dirname, "..", "..");
const documents = ["*.md", "{docs,examples}/**/*.md", "packages/*/*.md", "packages/*/docs/**/*.md"];
const exclude = (path: string): boolean => path.includes("node_modules") || path.endsWith("CHANGELOG.md");

export const blocks: readonly Block[] = [
  ...globSync(documents, { cwd: root, exclude }).flatMap((file) => blocksOf(file, readFileSync(join(root, file), "utf8"))),
  ...globSync("packages/*/src/**/*.ts", { cwd: root, exclude }).flatMap((file) => {
    const source = readFileSync(join(root, file), "utf8");
    return blocksOf(file, source.replace(/^ *(?:\/\*)?\*(?: |\/$|$)/gm, ""));
  }),
];

function blocksOf(file: string, text: string): Block[] {
  const home = /^packages[\\/][^\\/]+/.exec(file)?.[0] ?? "examples";
  const fences = [...text.matchAll(/^(?: *<!-- given\n(?<given>.*?)-->\n\s*)?^ *```(?<language>\w*)\n(?<code>.*?)^ *```$/gms)];
  return fences.map(({ index, 0: whole, groups = {} }, position) => {
    const next = fences[position + 1];
    const below = next?.groups?.language === "text" && text.slice(index + whole.length, next.index).trim() === "";
    const line = text.slice(0, index + whole.indexOf("```")).split("\n").length;
    const { given = "", language = "", code = "" } = groups;
    return {
      place: `${file}:${line}`,
      folder: join(root, folderOf(home, code)),
      given,
      language,
      code,
      output: below ? next.groups?.code : undefined,
    };
  });
}

function folderOf(home: string, code: string): string {
  if (/from "(?:openai|@anthropic-ai\/sdk|@google\/genai)"/.test(code)) return "internal/sdks";
  // A package's own dependencies are enough, except where core shows its entries as an adapter's users import them, and where a package is shown in a test.
  const isElsewhere = /[\\/]core$/.test(home) && /from "@sse\/(?!core)/.test(code);
  return isElsewhere || /from "@sse\/testing"/.test(code) ? "examples" : home;
}
