/**
 * What each import adds to a bundle, minified and gzipped, without the HTTP client.
 *
 *     node scripts/sizes.ts           prints the sizes and writes them into the READMEs, between their `sizes` comments
 *     node scripts/sizes.ts --check   exits with 1 when a README's are stale or a limit is passed
 */
import { writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { marked } from "./marked.ts";

export interface Size {
  /** As READMEs name it. */
  readonly title: string;
  readonly folder: string;
  readonly bytes: number;
  /** What it may be at most, in bytes. */
  readonly limit: number | undefined;
}

const root = join(import.meta.dirname, "..");
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(2)} KB`;

/** Compressed sizes differ by a few bytes from one zlib to the next: a README's figure may, too. */
const tolerance = 0.04;

const bytesOf = (folder: string, names: string): Promise<number> =>
  compressedSize(`export { ${names} } from "./src/index.ts";`, join(root, "packages", folder));

/** The bytes of a module with all that it imports, in that folder, but for the HTTP clients and what Node brings. */
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
  // 4.2 KB were aimed at: what the decoder's fast paths cost, internal/benchmarks/NOTES.md.
  const connecting = await sizeOf("fetch", "connectSSE", 4690);
  const reconnecting = await bytesOf("fetch", "connectSSE, reconnect");
  return [
    await sizeOf("core", "SSEDecoder", 2252),
    connecting,
    await sizeOf("undici", "connectSSE"),
    await sizeOf("axios", "connectSSE"),
    await sizeOf("ky", "connectSSE"),
    { title: "`reconnect`, on top of any of them", folder: "core", bytes: reconnecting - connecting.bytes, limit: 1650 },
  ];
}

async function sizeOf(folder: string, name: string, limit?: number): Promise<Size> {
  return { title: `\`${name}\` of \`@sse/${folder}\``, folder, bytes: await bytesOf(folder, name), limit };
}

/** The READMEs that show sizes: each those that concern it, the root's all. */
export const documentsWith = (sizes: readonly Size[]): { readonly file: string; readonly stale: boolean; readonly text: string }[] =>
  marked("sizes", (file) => {
    const shown = sizes.filter(({ folder }) => file === "README.md" || file === `packages/${folder}/README.md`);
    const titles = shown.map(({ title }) => ` ${title} |`).join("");
    const figures = shown.map(({ bytes }) => ` ${kilobytes(bytes)} |`).join("");
    return `| import |${titles}\n|---|${"--:|".repeat(shown.length)}\n| minified and gzipped, without the client |${figures}\n`;
  }).map(({ file, written, generated, text }) => ({ file, stale: !agree(written, generated), text }));

function agree(written: string, measured: string): boolean {
  const figure = /\d+\.\d+(?= KB)/g;
  const [old = [], current = []] = [written, measured].map((text) => text.match(figure)?.map(Number) ?? []);
  const near = current.every((value, index) => Math.abs(value - (old[index] ?? Number.NaN)) <= tolerance);
  return near && written.replace(figure, "") === measured.replace(figure, "");
}

if (import.meta.main) {
  const sizes = await measure();
  const check = process.argv.includes("--check");
  for (const { title, bytes, limit } of sizes) {
    const passed = limit !== undefined && bytes > limit;
    console.log(
      `${title.replaceAll("`", "").padEnd(36)} ${kilobytes(bytes).padStart(8)} ${limit ? `of ${kilobytes(limit)}` : ""}${passed ? "  too large" : ""}`,
    );
    if (check && passed) process.exitCode = 1;
  }
  for (const { file, stale, text } of documentsWith(sizes)) {
    if (stale) console.log(check ? `${file} is stale: run \`pnpm sizes\`` : `${file} written`);
    if (stale && check) process.exitCode = 1;
    else if (stale) writeFileSync(join(root, file), text);
  }
}
