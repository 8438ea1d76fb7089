import { type ParseArgsConfig, parseArgs } from "node:util";

/** Thrown for arguments that make no sense; its message says what was expected and what came. */
export class UsageError extends Error {}

/**
 * Runs a program of this repository, and gives its exit code. It prints the usage if `read` returns `"help"`, and the usage below the message
 * if `read` or `main` throws a `UsageError`.
 */
export async function program<Request>(
  usage: string,
  read: (args: readonly string[]) => Request | "help",
  main: (request: Request) => Promise<number>,
): Promise<number> {
  try {
    const request = read(process.argv.slice(2));
    if (request !== "help") return await main(request);
    console.log(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
}

/** Reads options and positional arguments. `expected` names them all in the error for others. */
export function parseOptions<Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: Options,
  expected: string,
): ReturnType<typeof parseArgs<{ allowPositionals: true; options: Options }>> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    // The first sentence says which argument it is about. The others advise how to pass an argument that begins with a dash.
    const [reason] = error instanceof Error ? error.message.split(". ") : [];
    throw new UsageError(`expected ${expected}, got ${JSON.stringify(args.join(" "))} (${reason})`);
  }
}

/** The regular expression that the argument `name` has as its value. */
export function regularExpression(name: string, text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new UsageError(
      `${name}: expected a regular expression, got ${JSON.stringify(text)} (${error instanceof Error ? error.message : error})`,
    );
  }
}
