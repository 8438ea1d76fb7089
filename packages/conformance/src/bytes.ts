const mostChunks = 64;
const mostBytes = 400;

const escapes = new Map([
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x09, "\\t"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);

/** Chunks, each in base64, for people to read: one string literal for each, with what is not printable ASCII escaped byte by byte. */
export function showBytes(chunks: readonly string[]): string {
  const shown = chunks.slice(0, mostChunks).map((chunk) => {
    const binary = atob(chunk);
    const literal = `"${[...binary.slice(0, mostBytes)].map(showByte).join("")}"`;
    return binary.length > mostBytes ? `${literal} … (${binary.length} bytes)` : literal;
  });
  if (chunks.length > mostChunks) shown.push(`… ${chunks.length - mostChunks} more chunks`);
  return shown.join(" ") || "none";
}

function showByte(character: string): string {
  const byte = character.charCodeAt(0);
  const printable = byte >= 0x20 && byte <= 0x7e;
  return escapes.get(byte) ?? (printable ? character : `\\x${byte.toString(16).padStart(2, "0")}`);
}
