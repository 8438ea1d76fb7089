import { type Fault, faults } from "./fault.ts";
import { sdks } from "./protocols/index.ts";
import type { Sdk } from "./sdk.ts";
import { type Verdicts, verdictsOf } from "./verdict.ts";

const columns: readonly Fault[] = Object.values(faults).filter((fault) => fault !== faults.none);
const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
const head = (titles: readonly string[]): string => row(titles) + row(titles.map(() => "---")).replaceAll(" ", "");

/** The guide's tables: what each SDK makes of each fault. `known` is asked for the verdicts. */
export async function tables(
  known: (sdk: Sdk, fault: Fault) => Promise<Verdicts> = verdictsOf,
): Promise<Record<"plain" | "guarded" | "surfaces", string>> {
  let [plain, guarded] = [head(["SDK", ...columns.map(({ title }) => title)]), head(["SDK", ...columns.map(({ title }) => title)])];
  let surfaces = head(["SDK", "contract", "where the `SSEError` is"]);
  for (const sdk of sdks) {
    const verdicts = await Promise.all(columns.map((fault) => known(sdk, fault)));
    plain += row([sdk.title, ...verdicts.map((verdict) => verdict.plain)]);
    guarded += row([sdk.title, ...verdicts.map((verdict) => verdict.guarded)]);
    surfaces += row([sdk.title, `\`${sdk.contractName}\``, (await known(sdk, faults.cut)).surfaces ?? ""]);
  }
  return { plain, guarded, surfaces };
}

/** A document with these tables between `<!-- sdks: name -->` and `<!-- /sdks -->`. */
export const withTables = (document: string, generated: Readonly<Record<string, string>>): string =>
  document.replace(/(<!-- sdks: (\w+) -->\n).*?(<!-- \/sdks -->)/gs, (_, open: string, name: string, close: string) => {
    return `${open}\n${generated[name] ?? ""}${close}`;
  });
