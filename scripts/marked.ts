import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** A README with a part that is generated. */
export interface Marked {
  /** Its path from the root. */
  readonly file: string;
  /** What stands there, and what should. */
  readonly written: string;
  readonly generated: string;
  /** The whole document as it should be. */
  readonly text: string;
}

/** The READMEs with a part between `<!-- name -->` and `<!-- /name -->`, and what it should be in each. */
export function marked(name: string, generate: (file: string) => string): Marked[] {
  const part = new RegExp(`(?<=<!-- ${name} -->\n).*?(?=<!-- /${name} -->)`, "s");
  return globSync(["README.md", "examples/README.md", "packages/*/README.md"], { cwd: root }).flatMap((file) => {
    const before = readFileSync(join(root, file), "utf8");
    const written = part.exec(before)?.[0];
    if (written === undefined) return [];
    const generated = generate(file.replaceAll("\\", "/"));
    return [{ file, written, generated, text: before.replace(part, () => generated) }];
  });
}
