import { expect, test } from "vitest";
import type { Case } from "../../../src/case.ts";
import { cases as allCases } from "../../../src/cases/index.ts";
import { runPool } from "../../../src/pool.ts";
import { openSession } from "../../../src/session.ts";
import type { Subject } from "../../../src/subject.ts";
import type { Fault } from "./clients.ts";

/** Milliseconds: a case that is going to fail need not wait for its own limit. More than any of them takes when it passes. */
const impatience = 800;
const jobs = 32;

/** The IDs that a fault lists. */
const idsOf = ({ fails }: Pick<Fault, "fails">): string[] => fails.split(/\s+/).filter((id) => id !== "");

/** Runs the cases on the subject and returns the IDs of those that failed, sorted. */
export async function failuresOf(subject: Subject, cases: readonly Case[], expected: readonly string[] = []): Promise<string[]> {
  const session = openSession(subject, { confirmFailures: false });
  const failures: string[] = [];
  const fails = async (one: Case): Promise<boolean> => ["fail", "not run"].includes((await session.run(one)).verdict);
  // A busy machine makes a client late, which hides that it doesn't wait. Alone, it is caught.
  const failsAtLast = async (one: Case): Promise<boolean> => {
    let failed = await fails(one);
    for (let attempt = 0; attempt < 5 && !failed; attempt++) failed = await fails({ ...one, alone: true });
    return failed;
  };
  try {
    await runPool(cases, jobs, async (one) => {
      if (expected.includes(one.id)) {
        if (await failsAtLast({ ...one, limit: impatience })) failures.push(one.id);
        // A failure that the fault doesn't list may have come from the other cases.
      } else if ((await fails(one)) && (await fails({ ...one, alone: true })) && (await fails({ ...one, alone: true }))) {
        failures.push(one.id);
      }
    });
  } finally {
    await session.close();
  }
  return failures.sort();
}

/** The cases of HTTP: decoding is for the decoders. */
export const httpCases: readonly Case[] = allCases.filter(({ category }) => category !== "decoding");

/**
 * All cases but those that take long. Of the cases that need the process to themselves, a client gets the ones that it must fail. Those about
 * timeouts run if the fault is in one.
 */
function casesFor(fails: readonly string[]): readonly Case[] {
  const withTimeouts = httpCases.some((one) => isAboutTimeouts(one) && fails.includes(one.id));
  return httpCases.filter((one) => (!one.alone || fails.includes(one.id)) && (withTimeouts || !isAboutTimeouts(one)));
}

const isAboutTimeouts = ({ needs }: Case): boolean => needs.some((need) => need.endsWith("-timeout"));

/** One test for each fault: the client that has it fails the cases that are about it, and no others. */
export function faultsAreCaught(faults: Readonly<Record<string, Fault>>): void {
  test.each(Object.entries(faults))("a client that %s is caught", { timeout: 60_000 }, async (name, { subject, fails }) => {
    const expected = idsOf({ fails });
    const unknown = expected.filter((id) => !httpCases.some((one) => one.id === id));
    expect(unknown, "cases that don't exist").toEqual([]);
    expect(await failuresOf(subject(name), casesFor(expected), expected)).toEqual(expected.sort());
  });
}
