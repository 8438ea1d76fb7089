/** UTF-8 bytes that a value may take in a report: enough to see what it is, and a report of hundreds of failures stays readable. */
export const longestValue = 1_024;

/** UTF-8 bytes of each end of a value that is too long. */
const longestEnd = 440;

/** A text of at most 1 KB in UTF-8. A longer one is shown by both ends, its length and its hash, by which equal values can be told. */
export function shorten(text: string): string {
  if (text.length <= longestValue && bytesOf(text) <= longestValue) return text;
  const start = text.slice(0, longestEnd);
  const end = text.slice(-longestEnd);
  return `${within(start, (length) => start.slice(0, length))}${omission(`${text.length} characters`, hash(text))}${within(end, (length) => end.slice(-length))}`;
}

/** What stands in the middle of a value that is too long. */
export const omission = (length: string, hash: string): string => ` … (${length}, FNV-1a ${hash}) … `;

/** The 32-bit FNV-1a hash of a text's UTF-16 units or of bytes, in hexadecimal. It identifies a value, and protects nothing. */
export function hash(...parts: readonly (string | Uint8Array)[]): string {
  let value = 0x811c_9dc5;
  const add = (unit: number): void => {
    value = Math.imul(value ^ unit, 0x0100_0193);
  };
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) add(typeof part === "string" ? part.charCodeAt(i) : (part[i] ?? 0));
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}

// Not an encoder for all calls: jest's jsdom environment has no `TextEncoder`, and could not import this module.
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** The longest piece that fits, without half a character at its edge. */
function within(whole: string, piece: (length: number) => string): string {
  let length = whole.length;
  while (bytesOf(piece(length)) > longestEnd) length--;
  return piece(length).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
}
