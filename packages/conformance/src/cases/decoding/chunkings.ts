/** One way to cut a stream into chunks. Neighbouring equal cuts make an empty chunk. */
export interface Chunking {
  /** As a failure names it: "byte by byte", "cut in two at offset 7". */
  name: string;
  /** Ascending offsets. */
  cuts: readonly number[];
}

/** Streams up to this many bytes are cut in two at every offset, longer ones at this many offsets spread over them. */
const everyOffsetUpTo = 512;
const offsetsOfLongStreams = 16;
const randomChunkings = 8;

/**
 * The ways in which every vector is cut, the simplest first, so that the first that fails is the one to read.
 *
 * @param seed What the random cuts depend on besides the length: the same vector is cut alike in every run and on every machine.
 */
export function* chunkings(length: number, seed: string): Generator<Chunking> {
  yield { name: "whole", cuts: [] };
  for (const size of [1, 2, 3, 5]) {
    yield { name: size === 1 ? "byte by byte" : `in pieces of ${size} bytes`, cuts: every(size, length) };
  }
  for (const offset of offsets(length)) yield { name: `cut in two at offset ${offset}`, cuts: [offset] };
  yield { name: "byte by byte, with empty chunks between", cuts: [0, ...every(1, length).flatMap((cut) => [cut, cut]), length] };
  const random = generator(`${seed}:${length}`);
  for (let i = 1; i <= randomChunkings; i++) {
    const cuts = Array.from({ length: 1 + Math.floor(random() * 8) }, () => Math.floor(random() * (length + 1)));
    yield { name: `random cuts ${i}`, cuts: cuts.sort((a, b) => a - b) };
  }
}

/** The chunks, as views of one buffer: a decoder that looks at a chunk's whole buffer reads too much. */
export function cut(bytes: Uint8Array<ArrayBuffer>, { cuts }: Chunking): Uint8Array<ArrayBuffer>[] {
  return [...cuts, bytes.length].map((end, i) => bytes.subarray(cuts[i - 1] ?? 0, end));
}

const every = (size: number, length: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil(length / size) - 1) }, (_, i) => (i + 1) * size);

function* offsets(length: number): Generator<number> {
  const step = length <= everyOffsetUpTo ? 1 : length / offsetsOfLongStreams;
  for (let offset = 1; offset < length; offset += step) yield Math.floor(offset);
}

/** Numbers in [0, 1) that depend on the seed alone: FNV-1a into mulberry32. */
function generator(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
