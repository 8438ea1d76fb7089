/** A small seeded generator (mulberry32): the same seed gives the same stream on every machine. */
export function random(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** What streams are made of: mostly well-formed lines, the characters that parsers trip over, and bytes that are no UTF-8. */
const pieces: (string | number[])[] = [
  ..."data: |data:|data|event: |event|id: |id|retry: |retry|: |:| |  |\n|\n\n|\r|\r\n|\r\n\r\n|\r\r".split("|"),
  ..."\n|\n|\n\n|data: a\n\n|data: b\ndata: c\n\n|data:  \n|event: update\n|event: content_block_delta\n".split("|"),
  ..."id: 1\n|id: an-id-of-some-length\n|id: é\n|id\n|id: \0\n|retry: 10\n|retry: 1x\n|retry: 99999999999999999999\n".split("|"),
  ..."event\n|: heartbeat\n\n|a|7|word|some longer text, as a token may be|é|中文|😀|\uFEFF|\uFFFD|\0|Data: |dat|eventt: ".split("|"),
  ..."\nda|ta: |x".split("|"),
  [0xff],
  [0x80],
  [0xc3],
  [0xe4, 0xb8],
  [0xe0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f],
  [0xf0, 0x9f, 0x98],
  [0xf4, 0x90],
  [0xef, 0xbb],
];

const strings = ["data: \uD83D", "\uDE00\n\n", "\uD83D", "é\n", "data: s\n\n", "", "\r", "\n", "id: \uD83D\uDE00\n", "中"];

export interface RandomStream {
  chunks: (Uint8Array | string)[];
  maxEventSize: number | undefined;
  emptyEvents: boolean;
  keepLeftover: number;
}

/** A stream and a way to cut it. Some are cut by the byte, some hardly at all, some have strings between their bytes. */
export function randomStream(seed: number): RandomStream {
  const next = random(seed);
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  if (next(8) === 0) bytes.push(...encoder.encode("\uFEFF".repeat(1 + next(2))));
  // One in ten is long enough to leave the paths that are for short lines and short chunks.
  const count = next(10) === 0 ? 60 + next(200) : next(40);
  for (let i = 0; i < count; i++) {
    const piece = pieces[next(pieces.length)] ?? "";
    const times = next(30) === 0 ? 1 + next(40) : 1;
    for (let n = 0; n < times; n++) bytes.push(...(typeof piece === "string" ? encoder.encode(piece) : piece));
  }
  const longest = [1, 2, 5, 40, 200, 5000][next(6)] ?? 1;
  const mixed = next(4) === 0;
  const chunks: (Uint8Array | string)[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (mixed && next(3) === 0) chunks.push(strings[next(strings.length)] ?? "");
    const length = next(20) === 0 ? 0 : 1 + next(longest);
    chunks.push(Uint8Array.from(bytes.slice(at, at + length)));
    at += length;
  }
  return { chunks, maxEventSize: next(3) === 0 ? 1 + next(60) : undefined, emptyEvents: next(2) === 0, keepLeftover: 1 + next(100) };
}
