import { hash, longestValue, omission, shorten } from "./shorten.ts";

/** Bytes, and chunks, of each end that are shown where there are too many. A byte takes up to four characters. */
const bytesOfAnEnd = 80;
const chunksOfAnEnd = 24;

const escapes = new Map([
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x09, "\\t"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);

/**
 * Chunks for people to read, in at most 1 KB: one string literal for each, with what isn't printable ASCII escaped byte by byte. Of many bytes both
 * ends are shown.
 */
export function showBytes(chunks: readonly Uint8Array[]): string {
  const total = chunks.reduce((sum, { length }) => sum + length, 0);
  if (total <= longestValue && chunks.length <= longestValue) {
    const whole = chunks.map(literal).join(" ") || "none";
    if (whole.length <= longestValue) return whole;
  }
  const start = end(chunks, (chunk, room) => chunk.subarray(0, room));
  const rest = end([...chunks].reverse(), (chunk, room) => chunk.subarray(Math.max(0, chunk.length - room))).reverse();
  const length = `${total} bytes in ${chunks.length} ${chunks.length === 1 ? "chunk" : "chunks"}`;
  return shorten(`${start.map(literal).join(" ")}${omission(length, hash(...chunks))}${rest.map(literal).join(" ")}`);
}

/** The first chunks of a list, the last of them cut. */
function end(chunks: readonly Uint8Array[], cut: (chunk: Uint8Array, room: number) => Uint8Array): Uint8Array[] {
  const shown: Uint8Array[] = [];
  let room = bytesOfAnEnd;
  for (const chunk of chunks) {
    if (room === 0 || shown.length === chunksOfAnEnd) break;
    const piece = cut(chunk, room);
    shown.push(piece);
    room -= piece.length;
  }
  return shown;
}

const literal = (bytes: Uint8Array): string => `"${[...bytes].map(showByte).join("")}"`;

function showByte(byte: number): string {
  const printable = byte >= 0x20 && byte <= 0x7e;
  return escapes.get(byte) ?? (printable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`);
}
