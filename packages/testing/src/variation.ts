/** Where a stream is cut into chunks: after each byte, anywhere as a number seeds it, or at these offsets in bytes. */
export type Cut = "bytes" | number | readonly number[];

/** What ends the lines of a stream. */
export type LineEnd = "lf" | "crlf" | "cr";

/** How a script's bytes differ from what it says, without meaning anything else. */
export interface Variation {
  readonly cut?: Cut | undefined;
  readonly lines?: LineEnd | undefined;
}

const ends: Readonly<Record<LineEnd, string>> = { lf: "\n", crlf: "\r\n", cr: "\r" };

/** @throws TypeError for anything else. */
export function checkVariation({ cut, lines }: Variation): Variation {
  if (lines !== undefined && !(lines in ends)) throw new TypeError(`lines: expected "lf", "crlf" or "cr", got ${JSON.stringify(lines)}`);
  const offsets = Array.isArray(cut) ? cut : [];
  const increasing = offsets.every((offset, index) => Number.isInteger(offset) && offset > (offsets[index - 1] ?? 0));
  const known = cut === undefined || cut === "bytes" || Array.isArray(cut) || (typeof cut === "number" && Number.isFinite(cut));
  if (!known || !increasing)
    throw new TypeError(`cut: expected "bytes", a number as the seed, or increasing offsets, got ${JSON.stringify(cut)}`);
  return { cut, lines };
}

export const withLineEnds = (text: string, lines: LineEnd | undefined): string =>
  lines === undefined ? text : text.replace(/\r\n|\r|\n/g, ends[lines]);

/** Cuts the pieces of one stream. An offset counts from the stream's first byte. */
export function chunker(cut: Cut | undefined): (bytes: Uint8Array) => Iterable<Uint8Array> {
  if (cut === undefined) return (bytes) => (bytes.length > 0 ? [bytes] : []);
  const sizes = sizesOf(cut);
  let left = sizes.next().value;
  return function* (bytes) {
    for (let at = 0; at < bytes.length; ) {
      const size = Math.min(left, bytes.length - at);
      yield bytes.subarray(at, at + size);
      at += size;
      left -= size;
      if (left === 0) left = sizes.next().value;
    }
  };
}

/** The sizes of the chunks, without end. */
function* sizesOf(cut: Cut): Generator<number, never> {
  if (typeof cut === "number") {
    const random = randomFrom(cut);
    // Small chunks cut more than large ones: within a character, a line end, a field name.
    for (;;) yield random() < 0.5 ? 1 : 1 + Math.floor(random() * 24);
  }
  let last = 0;
  for (const offset of cut === "bytes" ? [] : cut) {
    yield offset - last;
    last = offset;
  }
  for (;;) yield cut === "bytes" ? 1 : Number.POSITIVE_INFINITY;
}

/** A linear congruential generator, with the constants of Numerical Recipes. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
