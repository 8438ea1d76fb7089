import { expect, test } from "vitest";
import type { dedupeMemory } from "../src/dedupe-memory.ts";
import { isolated } from "../src/isolated.ts";

test("1,000 remembered UUIDs out of chunks of 64 KiB take less than 0.5 MB per source", { timeout: 60_000 }, async () => {
  const bytes = await isolated<typeof dedupeMemory>("dedupe-memory.ts", "dedupeMemory")(10);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(500_000);
});
