/**
 * A process of consumers: `node consumers.ts <seed> <origin> <folder> <name of the process>`. It tells its parent what they see, and their memory when
 * it is ordered to collect. After the order to finish it reads the rest; then nothing should keep it alive.
 */
import { getEventListeners } from "node:events";
import { join } from "node:path";
import { fileStore } from "../../../../examples/stores/file-store.ts";
import { settled } from "../clients/memory.ts";
import { openClient } from "./clients.ts";
import { Consumer } from "./consumer.ts";
import { CountingClock } from "./counting-clock.ts";
import { type ConsumerReport, type Message, type Order, Reporter } from "./reports.ts";
import { setups } from "./setups.ts";
import { WatchedStore } from "./watched-store.ts";

const [, , seed = "", origin = "", folder = "", name = ""] = process.argv;
const reporter = new Reporter<ConsumerReport>();
const { signal } = new AbortController();
const clock = new CountingClock();
let finishing = false;

const send = (message: Message<ConsumerReport>): void => void process.send?.(message);

process.on("message", async (order: Order) => {
  if (order === "finish") finishing = true;
  else send({ heap: (await settled()).heap });
});
process.on("disconnect", () => process.exit());

const own = [...setups.entries()].filter(([, setup]) => setup.process === name);
const names = [...new Set(own.map(([, { client }]) => client))];
const clients = new Map(await Promise.all(names.map(async (client) => [client, await openClient(client)] as const)));

process.on("warning", ({ name, message }) => {
  for (const [consumer] of own.slice(0, 1)) reporter.add(consumer, ["fault", `the process was warned: ${name}: ${message}`]);
});

const running = own.map(async ([consumer, setup]) => {
  const client = clients.get(setup.client);
  if (!client) throw new Error(`Expected a client, got ${setup.client}`);
  const report = (one: ConsumerReport): void => reporter.add(consumer, one);
  const onFault = (text: string): void => report(["fault", text]);
  const store = setup.store ? new WatchedStore(fileStore(join(folder, String(consumer))), onFault) : undefined;
  const isFinishing = (): boolean => finishing;
  const given = { seed: Number(seed), consumer, setup, origin, open: client.open, clock, signal, store, report, isFinishing };
  await new Consumer(given).run();
});
send({ ready: 0 });

await Promise.all(running);
reporter.flush();
send({ finished: { listeners: getEventListeners(signal, "abort").length, timers: clock.pending } });
for (const client of clients.values()) await client.close?.();
// From here on the process lives as long as something that was left behind.
process.channel?.unref();
