import { readFileSync, rmSync } from "node:fs";
import { command } from "./command.ts";

/** A task of one package, and how it ended. */
export interface TaskResult {
  readonly package: string;
  readonly task: string;
  /** The package's folder, from the root. */
  readonly folder: string;
  /** It didn't run, because nothing that it reads has changed since it last succeeded. */
  readonly cached: boolean;
  readonly succeeded: boolean;
  /** What it printed. */
  readonly output: string;
}

export interface TurboRun {
  readonly results: readonly TaskResult[];
  /** What went wrong outside of all tasks. */
  readonly problem: string | undefined;
}

export interface TurboOptions {
  /** Run every task, whatever is cached. */
  readonly force: boolean;
  /** How many tasks run at the same time. */
  readonly concurrency: number;
  /** Sees each line that a task prints while it runs. */
  readonly onLine?: (packageName: string, task: string, line: string) => void;
}

/** Runs tasks of turbo.json in every package that has them. A failure stops only the tasks that depend on the failed one. */
export async function runTasks(tasks: readonly string[], { force, concurrency, onLine }: TurboOptions): Promise<TurboRun> {
  const printed = new Map<string, string[]>();
  const options = ["--json", "--summarize", "--continue=dependencies-successful", `--concurrency=${concurrency}`];
  const { code, output } = await command("turbo/bin/turbo", ["run", ...tasks, ...options, ...(force ? ["--force"] : [])], (json) => {
    const { source, text } = readLine(json);
    const lines = printed.get(source) ?? [];
    printed.set(source, [...lines, text]);
    const [name = "", task] = source.split("#");
    // After this line, a cached task repeats what it printed when it ran.
    if (task !== undefined && !(lines[0] ?? text).startsWith("cache hit")) onLine?.(name, task, text);
  });
  const said = printed.get("turbo")?.join("\n") ?? output;
  const file = /^ *Summary: +(.+)$/m.exec(said)?.[1];
  if (file === undefined) return { results: [], problem: `turbo ended with ${code} and wrote no summary.\n${said}` };
  const summary: Summary = JSON.parse(readFileSync(file, "utf8"));
  rmSync(file);
  const results = summary.tasks
    .filter((it) => tasks.includes(it.task) && it.command !== "<NONEXISTENT>")
    .map(({ taskId, task, package: name, directory, cache, execution }) => ({
      package: name,
      task,
      folder: directory,
      cached: cache.status === "HIT",
      succeeded: execution?.exitCode === 0,
      output: (printed.get(taskId) ?? ["It didn't run, because a task that it depends on failed."]).join("\n"),
    }));
  const unexplained = results.length === 0 || (code !== 0 && results.every(({ succeeded }) => succeeded));
  return { results, problem: unexplained ? `turbo ended with ${code}.\n${said}` : undefined };
}

/** The part of turbo's summary that is used here. */
interface Summary {
  readonly tasks: readonly {
    readonly taskId: string;
    readonly task: string;
    readonly package: string;
    readonly directory: string;
    readonly command: string;
    readonly cache: { readonly status: "HIT" | "MISS" };
    readonly execution?: { readonly exitCode: number | null };
  }[];
}

/** A line of turbo's JSON output. Its source is a task, as `package#task`, or turbo itself. */
function readLine(json: string): { source: string; text: string } {
  try {
    const { source = "turbo", text = "" }: { source?: string; text?: string } = JSON.parse(json);
    return { source, text };
  } catch {
    return { source: "turbo", text: json };
  }
}
