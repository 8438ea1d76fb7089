/**
 * The parts of documents that are generated, so that each README stands alone and nothing is written twice.
 *
 *     node scripts/tables.ts            writes them into the documents
 *
 * - `<!-- table: options -->` … `<!-- /table -->`: a table of doc comments (options, errors, members)
 * - `<!-- part: adapter -->` … `<!-- /part -->`: the text of `scripts/parts/adapter.md`, with the package's own words
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { comparison, comparisonHeads } from "./comparison.ts";

const root = join(import.meta.dirname, "..");
const documents = ["README.md", "docs/**/*.md", "packages/*/README.md", "packages/*/docs/**/*.md"];

export interface Stale {
  readonly file: string;
  readonly text: string;
}

/** The documents whose tables aren't what the doc comments say, as they should be. */
export function staleTables(): Stale[] {
  const tables = makeTables();
  return globSync(documents, { cwd: root, exclude: (path) => path.includes("node_modules") }).flatMap((file) => {
    const before = readFileSync(join(root, file), "utf8");
    const withParts = before.replace(
      /(<!-- part: ([\w-]+) -->\n).*?(<!-- \/part -->)/gs,
      (_, open: string, name: string, close: string) => {
        return `${open}\n${partFor(file, name)}\n${close}`;
      },
    );
    const text = withParts.replace(
      /(<!-- table: ([\w-]+) -->\n).*?(<!-- \/table -->)/gs,
      (_, open: string, name: string, close: string) => {
        const table = tables[name];
        if (!table) throw new Error(`${file}: expected a table of ${Object.keys(tables).join(", ")}, got ${name}`);
        return `${open}\n${table}\n${close}`;
      },
    );
    return text === before ? [] : [{ file, text }];
  });
}

/** What a shared part says of each adapter. */
const adapters: Readonly<Record<string, Readonly<Record<"client" | "import" | "body" | "inTests" | "fake", string>>>> = {
  fetch: { client: "fetch", import: "", body: 'body: JSON.stringify({ prompt: "Hello." })', inTests: "", fake: "stream.fetch" },
  undici: {
    client: "dispatcher",
    import: 'import { Agent } from "undici";\n\nconst dispatcher = new Agent();\n',
    body: 'body: JSON.stringify({ prompt: "Hello." })',
    inTests: "",
    fake: "stream.dispatcher",
  },
  axios: {
    client: "axios",
    import: 'import axios from "axios";\n',
    body: 'data: { prompt: "Hello." }',
    inTests: 'import axios from "axios";\n',
    fake: "axios.create(stream.axios)",
  },
  ky: {
    client: "ky",
    import: 'import ky from "ky";\n',
    body: 'json: { prompt: "Hello." }',
    inTests: 'import ky from "ky";\n',
    fake: "ky.create(stream.ky)",
  },
};

function partFor(file: string, part: string): string {
  const name = /packages[\\/](\w+)/.exec(file)?.[1] ?? "";
  const words = adapters[name];
  if (!words) throw new Error(`${file}: expected the README of an adapter around the part ${part}`);
  const template = readFileSync(join(root, "scripts/parts", `${part}.md`), "utf8");
  return template
    .trim()
    .replace(/\{\{(\w+)\}\}/g, (_, word: string) => (word === "name" ? name : (words[word as keyof typeof words] ?? "")));
}

/** The options that most programs need come first; the rest keeps the order of the source. */
const first = ["signal", "lastEventId", "connectTimeout", "idleTimeout", "until", "maxEventSize"];
const placeOf = (option: string): number => (first.includes(option) ? first.indexOf(option) : first.length);

function makeTables(): Record<string, string> {
  const source = new Source(join(root, "packages/core/src/index.ts"));
  const optionRows = (name: string): string[][] =>
    source
      .members(name)
      .sort((a, b) => placeOf(a.name) - placeOf(b.name))
      .map((member) => [`\`${member.name}\``, member.text, member.standard ?? "–"]);
  const memberRows = (name: string): string[][] => source.members(name).map(({ name: member, text }) => [`\`${member}\``, text]);
  return {
    options: table(["option", "meaning", "default"], optionRows("SSEOptions")),
    "event-source-options": table(["option", "meaning", "default"], optionRows("EventSourceOptions")),
    "reconnect-options": table(["option", "meaning", "default"], optionRows("ReconnectOptions")),
    errors: source
      .comment("SSEErrorCode")
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .join("\n")
      .replace("| code | when |", "| `error.code` | when |"),
    "error-members": table(["member", "is"], memberRows("SSEError")),
    source: table(["member", "is"], memberRows("EventSource")),
    "reconnecting-source": table(["member", "is"], memberRows("ReconnectingEventSource")),
    event: table(["member", "is"], memberRows("ServerSentEvent")),
    context: table(["member", "is"], memberRows("ReconnectContext")),
    comparison: table(comparisonHeads, comparison(root)),
  };
}

interface Member {
  readonly name: string;
  /** The doc comment in one line. */
  readonly text: string;
  readonly standard: string | undefined;
}

/** The doc comments of what a module exports. */
class Source {
  readonly #checker: ts.TypeChecker;
  readonly #exports: readonly ts.Symbol[];

  constructor(entry: string) {
    const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, allowImportingTsExtensions: true, noEmit: true, strict: true };
    const program = ts.createProgram([entry], options);
    this.#checker = program.getTypeChecker();
    const file = program.getSourceFile(entry);
    const module = file && this.#checker.getSymbolAtLocation(file);
    this.#exports = module ? this.#checker.getExportsOfModule(module) : [];
  }

  comment(name: string): string {
    return ts.displayPartsToString(this.#symbol(name).getDocumentationComment(this.#checker));
  }

  /** The public members of an interface or a class, inherited ones last. */
  members(name: string): Member[] {
    const type = this.#checker.getDeclaredTypeOfSymbol(this.#symbol(name));
    return type.getProperties().flatMap((property): Member[] => {
      const [declaration] = property.declarations ?? [];
      const inherited = !declaration?.getSourceFile().fileName.includes("/packages/core/");
      const isPrivate = declaration && ts.isPropertyDeclaration(declaration) && ts.isPrivateIdentifier(declaration.name);
      if (inherited || isPrivate || property.name.startsWith("__#") || property.name.startsWith("#")) return [];
      const text = inOneLine(property.getDocumentationComment(this.#checker));
      if (!text) throw new Error(`${name}.${property.name}: expected a doc comment, got none`);
      const tag = property.getJsDocTags(this.#checker).find((it) => it.name === "defaultValue");
      return [{ name: titleOf(property, declaration), text, standard: tag && inOneLine(tag.text ?? []) }];
    });
  }

  #symbol(name: string): ts.Symbol {
    const symbol = this.#exports.find((it) => it.name === name);
    if (!symbol) throw new Error(`Expected core to export ${name}`);
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }
}

/** As a user writes it: methods with parentheses, symbols in words. */
function titleOf(property: ts.Symbol, declaration: ts.Declaration | undefined): string {
  if (property.name.startsWith("__@asyncIterator")) return "for await (… of source)";
  if (property.name.startsWith("__@asyncDispose")) return "await using";
  return declaration && (ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration)) ? `${property.name}()` : property.name;
}

/** A doc comment as a table's cell. Its links become Markdown's, and links to code become code. */
function inOneLine(parts: readonly ts.SymbolDisplayPart[]): string {
  let text = "";
  for (const { kind, text: part } of parts) {
    if (kind === "linkName") text += `${part} `;
    else if (part.startsWith("{@link")) text += "{@link ";
    else text += part;
  }
  return text
    .replace(/\{@link\s+(https?:\S+)\s+\|?\s*([^}]+?)\s*\}/g, "[$2]($1)")
    .replace(/\{@link\s+(\S+)\s+\|?\s*([^}]*?)\s*\}/g, (_, name: string, title: string) => `\`${title || name}\``)
    .replace(/\s+/g, " ")
    .replaceAll("|", "\\|")
    .trim();
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

if (import.meta.main) {
  for (const { file, text } of staleTables()) {
    writeFileSync(join(root, file), text);
    console.log(`Written: ${file}`);
  }
}
