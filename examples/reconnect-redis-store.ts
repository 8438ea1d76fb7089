// Two workers share a position in Redis: the second goes on where the first one stopped. REDIS_URL says where the server is.
import { connectSSE, reconnect } from "@sse/undici";
import { Redis } from "ioredis";
import { Agent } from "undici";
import { startFlakyServer } from "./flaky-server.ts";
import { redisStore } from "./stores/redis-store.ts";

const server = await startFlakyServer(6, 2);
const redis = new Redis(process.env.REDIS_URL ?? "redis://127.0.0.1:6379");
const agent = new Agent();

async function worker(name: string, events: number): Promise<void> {
  // Several events are in work at once: the position advances over those that are acknowledged, without a gap.
  const store = redisStore(redis, "jobs");
  const source = reconnect((resume) => connectSSE(agent, "GET", server.url, resume), { ack: "manual", store });
  const inWork: Promise<void>[] = [];
  let left = events;
  for await (const event of source) {
    inWork.push(work(name, event.data).then(() => event.ack()));
    if (--left === 0) break;
  }
  await Promise.all(inWork);
}

async function work(name: string, data: string): Promise<void> {
  await new Promise(setImmediate);
  console.log(name, data);
}

await worker("first", 3);
console.log("position", await redis.get("jobs"));
await worker("second", Number.POSITIVE_INFINITY);

await redis.quit();
await agent.close();
server.close();

// Prints:
//   first event 1
//   first event 2
//   first event 3
//   position 3
//   second event 4
//   second event 5
//   second event 6
