/**
 * A decoder of whole streams that follows the specifications' algorithms step by step and cares for nothing else: the check on the
 * expectations that people wrote. Its comments are the steps of
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation and
 * https://encoding.spec.whatwg.org/#utf-8-decoder, shortened.
 */

/** What the end of a stream leaves behind. */
export interface Decoded {
  events: { event: string; data: string; id: string }[];
  lastEventId: string;
  reconnectionTime: number | undefined;
}

/** Decodes one whole stream. */
export function decodeByTheBook(bytes: Uint8Array): Decoded {
  const decoded: Decoded = { events: [], lastEventId: "", reconnectionTime: undefined };
  let dataBuffer = "";
  let eventTypeBuffer = "";
  let lastEventIdBuffer = "";

  for (const line of linesOf(utf8Decode(bytes))) {
    // If the line is empty: dispatch the event.
    if (line === "") {
      // Set the last event ID string of the event source to the value of the last event ID buffer.
      decoded.lastEventId = lastEventIdBuffer;
      // If the data buffer is an empty string, set both buffers to the empty string and return.
      if (dataBuffer === "") {
        eventTypeBuffer = "";
        continue;
      }
      // If the data buffer's last character is a LF, remove it.
      if (dataBuffer.endsWith("\n")) dataBuffer = dataBuffer.slice(0, -1);
      // The type is `message`, or the event type buffer if that has a value other than the empty string.
      decoded.events.push({ event: eventTypeBuffer === "" ? "message" : eventTypeBuffer, data: dataBuffer, id: decoded.lastEventId });
      dataBuffer = "";
      eventTypeBuffer = "";
      continue;
    }
    // If the line starts with a colon: ignore it.
    if (line.startsWith(":")) continue;
    // The characters before the first colon are the field, those after it the value, less one space; without a colon the line is the field.
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    let value = colon === -1 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);

    if (field === "event") eventTypeBuffer = value;
    else if (field === "data") dataBuffer += `${value}\n`;
    else if (field === "id") {
      // If the value does not contain U+0000 NULL.
      if (!value.includes("\u0000")) lastEventIdBuffer = value;
    } else if (field === "retry") {
      // If the value consists of only ASCII digits, interpret it as an integer in base ten.
      if (value !== "" && [...value].every((digit) => digit >= "0" && digit <= "9")) decoded.reconnectionTime = Number(value);
    }
  }
  // Once the end of the file is reached, any pending data must be discarded.
  return decoded;
}

/** The lines that have ended, without their ends: CRLF, a LF not preceded by CR, or a CR not followed by LF. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    if (character === "\r" || character === "\n") {
      if (character === "\r" && characters[i + 1] === "\n") i++;
      lines.push(line);
      line = "";
    } else line += character;
  }
  return lines;
}

/** The Encoding Standard's "UTF-8 decode": strips one byte order mark, then runs the decoder with error mode "replacement". */
function utf8Decode(bytes: Uint8Array): string {
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
    if (byte < lowerBoundary || byte > upperBoundary) {
      codePoint = bytesNeeded = bytesSeen = 0;
      lowerBoundary = 0x80;
      upperBoundary = 0xbf;
      text += "\ufffd";
      // "Restore byte to ioQueue": it is looked at again.
      i--;
      continue;
    }
    lowerBoundary = 0x80;
    upperBoundary = 0xbf;
    codePoint = (codePoint << 6) | (byte & 0x3f);
    bytesSeen++;
    if (bytesSeen !== bytesNeeded) continue;
    text += String.fromCodePoint(codePoint);
    codePoint = bytesNeeded = bytesSeen = 0;
  }
  // End-of-queue with bytes needed: one error.
  if (bytesNeeded !== 0) text += "\ufffd";
  return text;
}
