import { random } from "../workloads/random.ts";

/** A number of 32 bits that stands for a text: FNV-1a over its UTF-16 code units. */
export function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Chance that is the same in every process and every run: it depends on these words alone. */
export const chance = (...words: readonly (string | number)[]): ((below: number) => number) => random(fingerprint(words.join()));

/** One of these. */
export function oneOf<T>(below: (n: number) => number, choices: readonly T[]): T {
  const chosen = choices[below(choices.length)];
  if (chosen === undefined) throw new Error("Expected at least one choice");
  return chosen;
}
