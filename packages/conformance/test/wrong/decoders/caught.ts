import { expect, test } from "vitest";
import { decodingCases } from "../../../src/cases/decoding/index.ts";
import { vectors } from "../../../src/cases/decoding/vectors.ts";
import { runConformance } from "../../../src/run.ts";
import { type DecoderClass, subjectOf, type WrongDecoder } from "./subject.ts";

const slow = new Set<string>([
  ...vectors.filter(({ group }) => group === "stress").map(({ id }) => id),
  ...decodingCases.filter(({ alone }) => alone).map(({ id }) => withoutCategory(id)),
]);

/** All cases but those that take long: long streams, and cases about time. Of these a decoder gets the ones that it must fail. */
function casesFor(fails: readonly string[]): string[] {
  return decodingCases.map(({ id }) => id).filter((id) => !slow.has(withoutCategory(id)) || fails.includes(withoutCategory(id)));
}

function withoutCategory(id: string): string {
  return id.slice("decoding/".length);
}

/** The cases that a decoder fails, without their category. */
export async function failuresOf(name: string, Decoder: DecoderClass, ids?: readonly string[]): Promise<string[]> {
  const { results } = await runConformance(subjectOf(name, Decoder), ids ? { ids } : { categories: ["decoding"] });
  return results.filter(({ verdict }) => verdict !== "pass").map(({ id }) => withoutCategory(id));
}

/**
 * One test for each decoder: it fails the cases about its fault, and no others.
 *
 * @param retry - how often to look again where the fault is in the time: the cases let a decoder off that a busy machine makes hard to judge
 */
export function decodersAreCaught(decoders: Readonly<Record<string, WrongDecoder>>, retry = 0): void {
  test.each(Object.entries(decoders))("a decoder in which %s is caught", { timeout: 60_000, retry }, async (name, { Decoder, fails }) => {
    const expected = fails.trim().split(/\s+/);
    expect(await failuresOf(name, Decoder, casesFor(expected))).toEqual(expected);
  });
}
