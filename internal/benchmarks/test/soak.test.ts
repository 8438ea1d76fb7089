import { expect, test } from "vitest";
import { presentSoak } from "../src/sections/soak.ts";
import { clientNames } from "../src/soak/clients.ts";
import { setups } from "../src/soak/setups.ts";
import { soak } from "../src/soak/soak.ts";

// Minutes of this are `pnpm bench soak`. Nothing here depends on how fast the machine is: a slow one gets through fewer numbers.
test("20 consumers over every client against a flaky server: nothing is lost, duplicated, out of order or left behind", {
  timeout: 240_000,
}, async () => {
  const result = await soak({ seconds: 12, seed: 1 });
  expect(result.violations).toEqual([]);

  expect([...new Set(result.rows.map(({ client }) => client))].sort()).toEqual([...clientNames].sort());
  expect(result.rows).toHaveLength(20);
  for (const [consumer, { habits, issued, delivered, lost, duplicated, attempts }] of result.rows.entries()) {
    expect({ consumer, lost, duplicated }).toEqual({ consumer, lost: 0, duplicated: setups[consumer]?.dedupe ? 0 : undefined });
    expect(issued, habits).toBeGreaterThan(0);
    expect(delivered, habits).toBeGreaterThanOrEqual(issued);
    expect(attempts, habits).toBeGreaterThan(1);
  }
  expect(result.heaps.map(({ bytes }) => bytes.length)).toEqual([4, 4, 4]);
  const faults = Object.keys(result.faults).join("\n");
  for (const kind of ["reset", "FIN", "silence", "quiet end", "Retry-After as date", "Retry-After as seconds", "204"]) {
    expect(faults).toContain(kind);
  }
  expect(presentSoak([result]).text).toContain("Nothing was lost, duplicated or out of order");
});
