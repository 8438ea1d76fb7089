import { table } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";
import { mebibytes, soak as run, type SoakResult } from "../soak/soak.ts";

/** What the command line says about the soak, if anything. */
export interface SoakOptions {
  readonly minutes?: number;
  readonly seed?: number;
}

/** Minutes of the full pass. The short one has no time for more than a look. */
const MINUTES = { short: 0.25, full: 5 };

/** 20 consumers against a flaky server, and an independent count of every number. */
export function soakSection(options: SoakOptions): Section {
  const results: SoakResult[] = [];
  return {
    id: "soak",
    title: "The soak",
    tasks(pass) {
      const { minutes = MINUTES[pass], seed = 1 } = options;
      const onProgress = (line: string): void => console.error(line);
      return [
        {
          title: `20 consumers for ${minutes} minutes, seed ${seed}`,
          async run() {
            const result = await run({ seconds: minutes * 60, seed, onProgress });
            results.push(result);
            if (result.violations.length > 0) process.exitCode = 1;
          },
        },
      ];
    },
    findings: () => presentSoak(results),
  };
}

/** So many violations are shown. */
const SHOWN = 30;

export function presentSoak(results: readonly SoakResult[]): Findings {
  return { text: results.map(textOf).join("\n"), charts: [], data: results };
}

function textOf({ seconds, seed, rows, faults, heaps, violations }: SoakResult): string {
  const all = Object.entries(faults).sort(([, a], [, b]) => b - a);
  const requests = all.reduce((sum, [, count]) => sum + count, 0);
  return `${rows.length} consumers with \`reconnect\` against a flaky server, in processes of their own, for ${Math.round(seconds)} s (\`pnpm bench soak --minutes ${+(seconds / 60).toFixed(2)} --seed ${seed}\`).
The server cuts streams anywhere, refuses, is late and falls silent, and sends again what the consumer has already. A third process compares every number that the server
issued with what each consumer saw: its content, its order, and where each request resumed. ${verdict(violations)}

${table(
  ["client", "habits", "issued", "delivered", "lost", "sent again", "duplicated", "attempts"],
  rows.map(({ client, habits, issued, delivered, lost, repeated, duplicated, attempts }) => [
    client,
    habits || "–",
    ...[issued, delivered, lost, repeated].map(whole),
    duplicated === undefined ? "–" : whole(duplicated),
    whole(attempts),
  ]),
)}
"Sent again" counts deliveries of a number that the server repeated, because it replays inclusively or because the consumer hadn't processed it. With \`dedupe\`
these are only events without an ID of their own, and what a new source of a consumer with a store reads again.

How the server ended ${whole(requests)} requests:

${table(
  ["end", "times"],
  all.map(([what, count]) => [what, whole(count)]),
)}
MiB on the heap and in buffers, after a collection, with all connections open:

${table(
  ["process", "at 25 %", "50 %", "75 %", "100 %"],
  heaps.map(({ process, bytes }) => [process, ...bytes.map(mebibytes)]),
)}`;
}

function verdict(violations: readonly string[]): string {
  if (violations.length === 0) return "Nothing was lost, duplicated or out of order, and nothing was left behind.";
  const more = violations.length > SHOWN ? [`and ${violations.length - SHOWN} more`] : [];
  return `**${violations.length} violations:**\n\n${[...violations.slice(0, SHOWN), ...more].map((text) => `- ${text}`).join("\n")}`;
}

const whole = (value: number): string => value.toLocaleString("en");
