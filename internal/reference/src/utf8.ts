/**
 * The Encoding Standard's {@link https://encoding.spec.whatwg.org/#utf-8-decode | UTF-8 decode}, step by step: it strips one byte order mark, then
 * runs the {@link https://encoding.spec.whatwg.org/#utf-8-decoder | decoder} with the error mode "replacement".
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let text = "";
  let codePoint = 0;
  let bytesSeen = 0;
  let bytesNeeded = 0;
  let lowerBoundary = 0x80;
  let upperBoundary = 0xbf;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (bytesNeeded === 0) {
      if (byte <= 0x7f) text += String.fromCodePoint(byte);
      else if (byte >= 0xc2 && byte <= 0xdf) {
        bytesNeeded = 1;
        codePoint = byte & 0x1f;
      } else if (byte >= 0xe0 && byte <= 0xef) {
        if (byte === 0xe0) lowerBoundary = 0xa0;
        if (byte === 0xed) upperBoundary = 0x9f;
        bytesNeeded = 2;
        codePoint = byte & 0xf;
      } else if (byte >= 0xf0 && byte <= 0xf4) {
        if (byte === 0xf0) lowerBoundary = 0x90;
        if (byte === 0xf4) upperBoundary = 0x8f;
        bytesNeeded = 3;
        codePoint = byte & 0x7;
      } else text += "\ufffd";
      continue;
    }
    const continues = byte >= lowerBoundary && byte <= upperBoundary;
    lowerBoundary = 0x80;
    upperBoundary = 0xbf;
    if (!continues) {
      codePoint = bytesNeeded = bytesSeen = 0;
      text += "\ufffd";
      // "Restore byte to ioQueue": it is looked at again.
      i--;
      continue;
    }
    codePoint = (codePoint << 6) | (byte & 0x3f);
    bytesSeen++;
    if (bytesSeen !== bytesNeeded) continue;
    text += String.fromCodePoint(codePoint);
    codePoint = bytesNeeded = bytesSeen = 0;
  }
  // "End-of-queue and bytes needed is not 0": one error.
  return bytesNeeded === 0 ? text : `${text}\ufffd`;
}
