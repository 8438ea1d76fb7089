/**
 * Reconnecting under force, with real processes and sockets: `pnpm --dir internal/benchmarks bench:reconnect`, and with `--full` at the size
 * that the results in the repository were measured at (15 minutes). Writes results/reconnect.{md,json} and results/reconnect-spread.svg.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { histogram, type Row } from "./histogram.ts";
import { killConsumer } from "./killed-consumer.ts";
import { killServer } from "./killed-server.ts";
import { peak, slots, spread } from "./spread.ts";

const full = process.argv.includes("--full");
const width = 250;

console.log("the server process is killed …");
const setup = full ? { clients: 50, events: 100_000, kills: 100, perTick: 100 } : { clients: 10, events: 10_000, kills: 20, perTick: 50 };
const server = await killServer({ ...setup, onKill: (kills) => process.stderr.write(`\r${kills} of ${setup.kills} kills `) });

console.log("the consumer process is killed …");
const consumers = [];
for (const adapter of ["fetch", "undici", "axios", "ky"]) {
  consumers.push(await (full ? killConsumer(adapter, 10_000, 100, 10) : killConsumer(adapter, 1_000, 10, 10)));
}

console.log("the server of 1,000 clients vanishes …");
const rows: Row[] = [];
const spreads = [];
for (const outage of full ? [500, 10_000] : [500]) {
  const { attempts } = await spread(1_000, outage);
  const { start, counts } = slots(attempts, width);
  const ratio = peak(counts);
  spreads.push({ outage, attempts: attempts.length, busiest: Math.max(...counts), ratio });
  rows.push({ title: `gone for ${outage / 1_000} s: ${attempts.length} attempts`, start, width, counts });
}
const fixed = await spread(1_000, 500, { maxDelay: 1_000 });
const together = slots(fixed.attempts, width);
rows.push({ title: "for comparison, gone for 0.5 s with a fixed delay of 1 s", width, ...together });

const seconds = (value: number): string => value.toFixed(0);
const markdown = `# Reconnecting under force

${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores of ${process.platform} ${process.arch}, shared with other work; \`pnpm --dir internal/benchmarks bench:reconnect${full ? " --full" : ""}\`.

## A server process that is killed

SIGKILL, ${server.kills} times, and started again on the same port, while ${setup.clients} clients of each adapter read ${setup.events.toLocaleString("en")} numbered
events each, with \`dedupe: true\`; ${seconds(server.seconds)} s in all.

| adapter | events delivered | missing | repeated | attempts | connections of a client at once |
|---|--:|--:|--:|--:|--:|
${server.seen.map((it) => `| ${it.adapter} | ${it.delivered.toLocaleString("en")} | ${it.missing} | ${it.repeated} | ${it.attempts} | ${it.atOnce} |`).join("\n")}

## A consumer process that is killed

SIGKILL in the middle of its work, which is to append each number to a journal; it resumes from its file store (\`examples/stores/file-store.ts\`).
It may repeat the one number that it was working on, and must miss none.

| adapter | events | kills | missing | repeated | seconds |
|---|--:|--:|--:|--:|--:|
${consumers.map((it) => `| ${it.adapter} | ${it.events.toLocaleString("en")} | ${it.kills} | ${it.missing} | ${it.repeated} | ${seconds(it.seconds)} |`).join("\n")}

## A server that vanishes with 1,000 clients

![Attempts to connect by time](reconnect-spread.svg)

Slots of ${width} ms, counted where the clients are: in one process, whose own work to open 1,000 sockets is part of the picture.

| gone for | attempts | in the busiest slot | over the mean of all slots |
|---|--:|--:|--:|
${spreads.map((it) => `| ${it.outage / 1_000} s | ${it.attempts} | ${it.busiest} | ${it.ratio.toFixed(2)} |`).join("\n")}
| 0.5 s, fixed delay | ${fixed.attempts.length} | ${Math.max(...together.counts)} | ${peak(together.counts).toFixed(2)} |

After a restart the attempts are spread evenly over the second that follows the first second. When the server stays away, each further wave
is wider and lower, so that the mean falls with the time looked at, while no slot has more than the first wave had.
`;

const folder = join(import.meta.dirname, "..", "..", "results");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "reconnect.md"), markdown);
writeFileSync(join(folder, "reconnect.json"), `${JSON.stringify({ setup, server, consumers, spreads }, undefined, 2)}\n`);
writeFileSync(join(folder, "reconnect-spread.svg"), histogram("1,000 clients whose server vanished", "attempts to connect", rows));
console.log(markdown);
