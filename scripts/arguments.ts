import { globSync } from "node:fs";
import { join, relative } from "node:path";
import { parseOptions, regularExpression, UsageError } from "./program.ts";

/** What a run of `scripts/verify.ts` was asked for. */
export interface Request {
  /** `pnpm check`: without the build and the long tests. */
  readonly quick: boolean;
  /** Run everything, whatever turbo's cache holds. */
  readonly force: boolean;
  /** Only these test files, and only tests with this name. Without a selection all checks run. */
  readonly selection: Selection | undefined;
}

export interface Selection {
  /** Paths from the root, as vitest takes them: it runs every test file whose path contains one of them. */
  readonly paths: readonly string[];
  readonly testNamePattern: string | undefined;
}

export const usage = `usage: npm test -- [path …] [-t pattern] [--force]
       pnpm check [path …] [-t pattern] [--force]

  path           only test files whose path contains this, for example packages/core
  -t, --testNamePattern
                 only tests whose full name matches this regular expression
  --force        runs everything again instead of reusing results of unchanged packages
  -h, --help     prints this

With a path or a name, only tests run. Without, so do the other checks.`;

/** Reads the command line. Returns `"help"` if that is what was asked for. */
export function parseArguments(args: readonly string[]): Request | "help" {
  const { values, positionals } = parseOptions(args, options, "paths, -t pattern or --force");
  if (values.help) return "help";
  const { testNamePattern } = values;
  if (testNamePattern !== undefined) regularExpression("-t", testNamePattern);
  const paths = positionals.map((path) => knownPath(path));
  const selection = paths.length > 0 || testNamePattern !== undefined ? { paths, testNamePattern } : undefined;
  return { quick: values.quick ?? false, force: values.force ?? false, selection };
}

const options = {
  testNamePattern: { type: "string", short: "t" },
  force: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  quick: { type: "boolean" },
} as const;

const root = join(import.meta.dirname, "..");

/** Every test file, as a path from the root. */
export const testFiles = (): string[] =>
  globSync("{packages,internal,examples,scripts}/**/*.test.ts", {
    cwd: root,
    exclude: (path) => /(^|[\\/])(node_modules|dist)$/.test(path),
  }).map((file) => file.replaceAll("\\", "/"));

function knownPath(path: string): string {
  const fromRoot = relative(root, join(root, path)).replaceAll("\\", "/");
  const known = testFiles().some((file) => file.includes(fromRoot));
  if (!known) throw new UsageError(`expected a path that contains test files, for example packages/core, got ${JSON.stringify(path)}`);
  return fromRoot;
}
