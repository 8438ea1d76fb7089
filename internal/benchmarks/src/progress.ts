import type { Task } from "./section.ts";

const width = 30;

/** Runs tasks one after the other and says how far it is: a bar on a terminal, a line a task elsewhere. */
export async function runAll(tasks: Task[], out: NodeJS.WriteStream): Promise<void> {
  const started = performance.now();
  for (const [done, { title, run }] of tasks.entries()) {
    const seconds = `${Math.round((performance.now() - started) / 1000)} s`;
    if (out.isTTY) {
      const filled = Math.round((done / tasks.length) * width);
      const line = `${"█".repeat(filled)}${"░".repeat(width - filled)} ${done}/${tasks.length} ${seconds}  ${title}`;
      out.write(`\r\u001b[2K${line.slice(0, out.columns - 1)}`);
    } else out.write(`${done + 1}/${tasks.length} ${seconds} ${title}\n`);
    await run();
  }
  if (out.isTTY) out.write("\r\u001b[2K");
}
