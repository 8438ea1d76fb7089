import { readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { marked } from "./marked.ts";
import { parseOptions, program, UsageError } from "./program.ts";

const usage = `usage: pnpm sizes [--reset]

Prints what each import adds to a bundle, minified and gzipped, without the HTTP client, and writes it into the READMEs.

  --reset      also sets every limit to ten per cent above its size, in size-limits.json
  -h, --help   prints this

The tests fail if a size is over its limit or close to it, and if a README is out of date.`;

export interface Size {
  /** The import, in the words of the READMEs. */
  readonly title: string;
  /** The package in whose README it stands. */
  readonly folder: string;
  readonly bytes: number;
  /** The most that it may be, in bytes. Missing until `--reset` sets it. */
  readonly limit: number | undefined;
}

const root = join(import.meta.dirname, "..");
const limitsFile = join(import.meta.dirname, "size-limits.json");

/** A limit is there to notice an accident. Within a twentieth of it, the next honest change would have to fight for bytes. */
const slack = { atReset: 1.1, atLeast: 1.05 };

/** READMEs give tenths of a kilobyte, and may be one tenth off: sizes differ a little from one zlib to the next. */
const tolerance = 0.1 + Number.EPSILON;
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

/** The bytes of a module with all that it imports, without HTTP clients and Node's own modules. */
export async function compressedSize(contents: string, resolveDir: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    conditions: ["@sse/source"],
    external: ["undici", "axios", "ky", "node:*", ...builtinModules],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
}

export async function measure(): Promise<Size[]> {
  const limits: Readonly<Record<string, number>> = JSON.parse(readFileSync(limitsFile, "utf8"));
  const size = (title: string, folder: string, bytes: number): Size => ({ title, folder, bytes, limit: limits[keyOf(title)] });
  const sizeOf = async (folder: string, name: string): Promise<Size> =>
    size(`\`${name}\` of \`@sse/${folder}\``, folder, await bytesOf(folder, name));
  const connecting = await sizeOf("fetch", "connectSSE");
  const onTop = async (title: string, names: string, entry = "index"): Promise<Size> =>
    size(`${title}, on top of any of them`, "core", (await bytesOf("fetch", "connectSSE", { [entry]: names })) - connecting.bytes);
  return [
    await sizeOf("core", "SSEDecoder"),
    connecting,
    await sizeOf("undici", "connectSSE"),
    await sizeOf("axios", "connectSSE"),
    await sizeOf("ky", "connectSSE"),
    await onTop("`reconnect`", "reconnect"),
    await onTop("`typed` of `…/typed`", "typed", "typed"),
    await onTop("`openAIChat` of `…/protocols`", "openAIChat", "protocols"),
    await onTop("`map`, `filter` and `take` of `…/compose`", "map, filter, take", "compose"),
    await onTop("`encodeEvent` of `…/encode`", "encodeEvent", "encode"),
    await onTop("`toReadableStream` of `…/encode`", "toReadableStream", "encode"),
    await onTop("`guardSSE` of `…/guard`", "guardSSE", "guard"),
    await onTop("`logTo` of `…/log`", "logTo", "log"),
    await onTop("`watchPage` of `…/page`", "watchPage", "page"),
  ];
}

/** The title as plain text. */
const keyOf = (title: string): string => title.replaceAll("`", "");

/** The bytes of these names of a package, and of more names of its other entries. */
function bytesOf(folder: string, names: string, more: Readonly<Record<string, string>> = {}): Promise<number> {
  const imports = [["index", names], ...Object.entries(more)].map(([entry, names]) => `export { ${names} } from "./src/${entry}.ts";`);
  return compressedSize(imports.join("\n"), join(root, "packages", folder));
}

/** The sizes that are over their limits, close to them, or have none, each with what to do. */
export const problemsOf = (sizes: readonly Size[]): string[] =>
  sizes.flatMap(({ title, bytes, limit }) => {
    if (limit !== undefined && bytes * slack.atLeast <= limit) return [];
    const measured = `${title}: ${bytes} bytes`;
    if (limit === undefined) return [`${measured}, without a limit. Run \`pnpm sizes --reset\``];
    return [
      `${measured}, ${bytes > limit ? "over" : "within five per cent of"} its limit of ${limit}. If the change is worth it, run \`pnpm sizes --reset\``,
    ];
  });

/** The READMEs that show sizes: each package's README its own, the root's all. */
export const documentsWith = (sizes: readonly Size[]): { readonly file: string; readonly stale: boolean; readonly text: string }[] =>
  marked("sizes", (file) => {
    const shown = sizes.filter(({ folder }) => file === "README.md" || file === `packages/${folder}/README.md`);
    const rows = shown.map(({ title, bytes }) => `| ${title} | ${kilobytes(bytes)} |\n`).join("");
    return `| import | minified and gzipped, without the client |\n|---|--:|\n${rows}`;
  }).map(({ file, written, generated, text }) => ({ file, stale: !agree(written, generated), text }));

function agree(written: string, measured: string): boolean {
  const figure = /\d+\.\d+(?= KB)/g;
  const [old = [], current = []] = [written, measured].map((text) => text.match(figure)?.map(Number) ?? []);
  const near = current.every((value, index) => Math.abs(value - (old[index] ?? Number.NaN)) <= tolerance);
  return near && written.replace(figure, "") === measured.replace(figure, "");
}

interface Request {
  readonly reset: boolean;
}

function read(args: readonly string[]): Request | "help" {
  const options = { reset: { type: "boolean", default: false }, help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = parseOptions(args, options, "--reset");
  if (values.help) return "help";
  if (positionals.length > 0) throw new UsageError(`expected --reset, got ${positionals.join(" ")}`);
  return { reset: values.reset };
}

async function main({ reset }: Request): Promise<number> {
  if (reset) {
    const limits = (await measure()).map(({ title, bytes }) => [keyOf(title), Math.ceil(bytes * slack.atReset)]);
    writeFileSync(limitsFile, `${JSON.stringify(Object.fromEntries(limits), undefined, 2)}\n`);
  }
  const sizes = await measure();
  for (const { title, bytes, limit } of sizes) {
    const part = limit === undefined ? "no limit" : `${((bytes / limit) * 100).toFixed(0)} % of ${limit}`;
    console.log(`${keyOf(title).padEnd(36)} ${String(bytes).padStart(6)} bytes, ${part}`);
  }
  for (const { file, stale, text } of documentsWith(sizes)) {
    if (!stale) continue;
    writeFileSync(join(root, file), text);
    console.log(`${file} written`);
  }
  const problems = problemsOf(sizes);
  if (problems.length > 0) console.error(`\n${problems.join("\n")}`);
  return problems.length > 0 ? 1 : 0;
}

if (import.meta.main) process.exitCode = await program(usage, read, main);
