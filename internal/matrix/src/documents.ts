import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clients } from "./clients.ts";
import { Findings } from "./findings.ts";
import { page } from "./page.ts";
import { readResults } from "./results.ts";
import { Tables } from "./tables.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const documents = ["MATRIX.md", "README.md", "docs/*.md", "packages/*/README.md"];
const pageFile = "docs/matrix.html";

export interface Stale {
  readonly file: string;
  readonly text: string;
}

/**
 * The documents that aren't what the kept results give, as they should be: the page, and documents with a stale part between
 * `<!-- matrix: NAME -->` and `<!-- /matrix -->`.
 */
export function staleDocuments(): Stale[] {
  const findings = new Findings(readResults());
  const fresh = globSync(documents, { cwd: root }).map((file) => ({ file, text: withParts(file, findings) }));
  return [...fresh, { file: pageFile, text: page(findings) }]
    .map(({ file, text }) => ({ file: join(root, file), text }))
    .filter(({ file, text }) => readIfThere(file) !== text);
}

function withParts(file: string, findings: Findings): string {
  const tables = new Tables(findings, "../".repeat(file.replaceAll("\\", "/").split("/").length - 1));
  return readFileSync(join(root, file), "utf8").replace(
    /(<!-- matrix: ([\w-]+) -->\n).*?(<!-- \/matrix -->)/gs,
    (_, open: string, name: string, close: string) => `${open}\n${partOf(tables, findings, name, file)}\n\n${close}`,
  );
}

function partOf(tables: Tables, findings: Findings, name: string, file: string): string {
  switch (name) {
    case "fetch":
    case "undici":
    case "axios":
    case "ky":
      return tables.support(clients.filter(({ adapter }) => adapter === `@sse/${name}`));
    case "deviations":
      return tables.deviations();
    case "summary":
      return tables.summary();
    case "date":
      return `Last run: ${findings.date}.`;
    default:
      throw new TypeError(`${file}: expected a part that src/documents.ts knows, got ${name}`);
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
