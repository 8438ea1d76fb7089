import type { Case } from "./case.ts";

/**
 * Runs cases, several at a time. Those that must be alone come last: otherwise the others would have to stop for each of them.
 *
 * @param jobs How many run at the same time.
 */
export async function runPool(cases: readonly Case[], jobs: number, run: (running: Case) => Promise<unknown>): Promise<void> {
  const queue = inRunningOrder(cases).values();
  const work = async (): Promise<void> => {
    for (const one of queue) await run(one);
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

/** The cases that may overlap, then those that must be alone. */
export function inRunningOrder(cases: readonly Case[]): Case[] {
  return [...cases.filter(({ alone = false }) => !alone), ...cases.filter(({ alone = false }) => alone)];
}
