import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clients } from "./clients.ts";
import { readResults } from "./results.ts";
import { Tables } from "./tables.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const documents = ["MATRIX.md", "README.md", "docs/*.md", "packages/*/README.md"];

export interface Stale {
  readonly file: string;
  readonly text: string;
}

/** The documents in which a part between `<!-- matrix: NAME -->` and `<!-- /matrix -->` isn't what the kept results give, as they should be. */
export function staleDocuments(): Stale[] {
  const tables = new Tables(readResults());
  return globSync(documents, { cwd: root }).flatMap((file) => {
    const before = readFileSync(join(root, file), "utf8");
    const text = before.replace(/(<!-- matrix: ([\w-]+) -->\n).*?(<!-- \/matrix -->)/gs, (_, open: string, name: string, close: string) => {
      return `${open}\n${partOf(tables, name, file)}\n\n${close}`;
    });
    return text === before ? [] : [{ file: join(root, file), text }];
  });
}

function partOf(tables: Tables, name: string, file: string): string {
  const to = "../".repeat(file.replaceAll("\\", "/").split("/").length - 1);
  switch (name) {
    case "fetch":
    case "undici":
    case "axios":
    case "ky":
      return tables.support(clients.filter(({ adapter }) => adapter === `@sse/${name}`));
    case "deviations":
      return tables.deviations(to);
    case "impossible":
      return tables.impossible();
    case "summary":
      return tables.summary();
    case "date":
      return `Last run: ${tables.date}.`;
    default:
      throw new TypeError(`${file}: expected a part that src/documents.ts knows, got ${name}`);
  }
}
