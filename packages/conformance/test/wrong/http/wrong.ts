import { expect, test } from "vitest";
import type { Case } from "../../../src/case.ts";
import { closingCases } from "../../../src/cases/closing/index.ts";
import { limitsCases } from "../../../src/cases/limits/index.ts";
import { requestCases } from "../../../src/cases/request/index.ts";
import { responseCases } from "../../../src/cases/response/index.ts";
import { openSession } from "../../../src/session.ts";
import type { ConnectInit, Subject } from "../../../src/subject.ts";
import { type ReferenceStream, referenceSubject } from "../../reference-client.ts";

const httpCases: readonly Case[] = [...requestCases, ...responseCases, ...closingCases, ...limitsCases];

/** Milliseconds: a case that is going to fail need not wait for its own limit. More than any of them takes when it passes. */
const impatience = 800;

/** Runs the cases on the subject and returns the ids of those that failed, sorted. */
export async function failuresOf(
  subject: Subject,
  expected: readonly string[] = [],
  cases: readonly Case[] = httpCases,
): Promise<string[]> {
  const session = openSession(subject);
  const failures: string[] = [];
  try {
    for (const one of cases) {
      const { verdict } = await session.run(expected.includes(one.id) ? { ...one, limit: impatience } : one);
      if (verdict === "fail" || verdict === "not run") failures.push(one.id);
    }
  } finally {
    await session.close();
  }
  return failures.sort();
}

/** A fault that somebody's client really had, in the reference client, and the cases that are about it. */
export interface Fault {
  readonly Stream: new (init: ConnectInit) => ReferenceStream;
  readonly fails: readonly string[];
  /** Where the fault is in a timeout; elsewhere their cases would only take their time. @defaultValue false */
  readonly claimsTimeouts?: boolean;
}

/** One test for each fault: the client that has it fails the cases that are about it, and no others. */
export function faultsAreCaught(faults: Readonly<Record<string, Fault>>): void {
  test.each(Object.entries(faults))("%s", { timeout: 60_000 }, async (name, { Stream, fails, claimsTimeouts = false }) => {
    const unknown = fails.filter((id) => !httpCases.some((one) => one.id === id));
    expect(unknown, "cases that there are none of").toEqual([]);
    expect(await failuresOf(referenceSubject(name, Stream, { claimsTimeouts }), fails)).toEqual([...fails].sort());
  });
}
