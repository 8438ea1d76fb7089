import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, faults } from "./fault.ts";
import { sdks } from "./protocols/index.ts";
import type { Sdk } from "./sdk.ts";
import type { Verdicts } from "./verdict.ts";

const columns: readonly Fault[] = Object.values(faults).filter((fault) => fault !== faults.none);
const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
const head = (titles: readonly string[]): string => row(titles) + row(titles.map(() => "---")).replaceAll(" ", "");

const packages = [
  "openai",
  "@anthropic-ai/sdk",
  "@google/genai",
  "@ag-ui/client",
  "@langchain/langgraph-sdk",
  "@modelcontextprotocol/sdk",
  "@modelcontextprotocol/client",
  "ai",
  "@ai-sdk/openai",
];

/** What is installed, on a line of its own. */
function versions(): string {
  const installed = packages.map((name) => {
    const manifest: { readonly version: string } = JSON.parse(
      readFileSync(join(import.meta.dirname, "../node_modules", name, "package.json"), "utf8"),
    );
    return `\`${name}\` ${manifest.version}`;
  });
  return `Tested with ${installed.slice(0, -1).join(", ")} and ${installed.at(-1)}.\n`;
}

/** The guide's generated parts: what each SDK makes of each fault. */
export async function tables(
  verdictsOf: (sdk: Sdk, fault: Fault) => Promise<Verdicts>,
): Promise<Record<"versions" | "plain" | "guarded" | "surfaces", string>> {
  const titles = head(["SDK", ...columns.map(({ title }) => title)]);
  let [plain, guarded] = [titles, titles];
  let surfaces = head(["SDK", "contract", "where the `SSEError` is"]);
  for (const sdk of sdks) {
    const verdicts = await Promise.all(columns.map((fault) => verdictsOf(sdk, fault)));
    plain += row([sdk.title, ...verdicts.map((verdict) => verdict.plain)]);
    guarded += row([sdk.title, ...verdicts.map((verdict) => verdict.guarded)]);
    surfaces += row([sdk.title, `\`${sdk.contractName}\``, (await verdictsOf(sdk, faults.cut)).surfaces ?? ""]);
  }
  return { versions: versions(), plain, guarded, surfaces };
}

/** A document with these parts between `<!-- sdks: name -->` and `<!-- /sdks -->`. */
export const withTables = (document: string, generated: Readonly<Record<string, string>>): string =>
  document.replace(/(<!-- sdks: (\w+) -->\n).*?(<!-- \/sdks -->)/gs, (_, open: string, name: string, close: string) => {
    return `${open}\n${generated[name] ?? ""}${close}`;
  });
