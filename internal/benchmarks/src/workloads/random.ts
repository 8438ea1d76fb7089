/** Gives the next integer from 0 up to a limit. */
export type Random = (below: number) => number;

/** A seeded generator (mulberry32), so that every run and every runtime decodes the same bytes. */
export function random(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const vocabulary =
  "the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many fore must through years where much your way well down should because each just those people mister how too little state good very make world still own see men work long here get both between life being under never day same another know while last might us great old year off come since against go came right used take three".split(
    " ",
  );

/** A pseudo-English token as a language model would stream it: a word with its leading space. */
export const token = (next: Random): string => ` ${vocabulary[next(vocabulary.length)]}`;

/** Words, `length` characters of them at least. */
export function words(next: Random, length: number): string {
  let text = "";
  while (text.length < length) text += token(next);
  return text.slice(1);
}

const encoder = new TextEncoder();

/** Each text its own chunk. */
export const oneAChunk = (texts: string[]): Uint8Array[] => texts.map((text) => encoder.encode(text));

/** The stream in chunks of `size` bytes, wherever that cuts. */
export function inChunks(texts: string[], size: number | (() => number)): Uint8Array[] {
  const bytes = encoder.encode(texts.join(""));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = typeof size === "number" ? size : size();
    // slice: a network chunk is memory of its own, not a view into the whole stream.
    chunks.push(bytes.slice(at, at + length));
    at += length;
  }
  return chunks;
}

export const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
