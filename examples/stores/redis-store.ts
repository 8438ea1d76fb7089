import type { ReconnectStore } from "@sse/core";
import type { Redis } from "ioredis";

/** Keeps the position in Redis, where the next consumer finds it, on whatever machine it starts. */
export const redisStore = (redis: Redis, key: string): ReconnectStore => ({
  load: () => redis.get(key),
  async save(lastEventId) {
    await redis.set(key, lastEventId);
  },
});
