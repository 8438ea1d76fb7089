import { join, textOf, utf8 } from "./bytes.ts";

/** A chunk, and when it came. */
export interface RecordedChunk {
  /** Milliseconds since the response's headers. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A response as it came over the wire. */
export interface Recording {
  /** The URL, without query and credentials; `""` if it isn't known. */
  readonly request: string;
  readonly status: number;
  readonly contentType: string | undefined;
  readonly chunks: readonly RecordedChunk[];
  /** How the stream ended: in order, broken off, or not at all while it was recorded. */
  readonly end: "end" | "drop" | "open";
  /** Milliseconds since the response's headers. */
  readonly endedAt: number;
}

/*
 * The file's format: a head, then every chunk with its time and its lines. A line begins with what ended it on the wire, so the text itself needs no
 * escapes:
 *
 *     sse-recording 1
 *     request https://api.example.com/v1/chat
 *     status 200
 *     content-type text/event-stream
 *
 *     at 0
 *     lf   data: {"token":"Hel"}
 *     lf
 *     at 132
 *     text data: {"tok
 *     at 137
 *     crlf en":"lo"}
 *     hex  c3
 *     at 140
 *     end
 *
 * `text` is text without a line end, where a chunk was cut. `hex` is for bytes that aren't text, such as half of a character.
 */

const FIRST_LINE = "sse-recording 1";

/** Whether this is a recording's text, and not the name of its file. */
export const isRecording = (text: string): boolean => text.startsWith(`${FIRST_LINE}\n`) || text.startsWith(`${FIRST_LINE}\r\n`);

export function formatRecording({ request, status, contentType, chunks, end, endedAt }: Recording): string {
  const head = [
    FIRST_LINE,
    ...(request ? [`request ${request}`] : []),
    `status ${status}`,
    ...(contentType ? [`content-type ${contentType}`] : []),
    "",
  ];
  const body = chunks.flatMap(({ at, bytes }) => [`at ${at}`, ...linesOf(bytes)]);
  return `${[...head, ...body, `at ${endedAt}`, end].join("\n")}\n`;
}

function linesOf(bytes: Uint8Array): string[] {
  const text = textOf(bytes);
  // A byte order mark is lost in decoding, and so is what isn't UTF-8.
  const same = equal(utf8(text), bytes);
  if (!same) return splitAtLineEnds(bytes).map(({ content, end }) => lineOf(content, end));
  return [...text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)]
    .filter(([whole]) => whole !== "")
    .map(([, content = "", end = ""]) => line(content, end));
}

const ENDS: ReadonlyMap<string, string> = new Map([
  ["\n", "lf  "],
  ["\r\n", "crlf"],
  ["\r", "cr  "],
  ["", "text"],
]);

const line = (content: string, end: string): string => (content === "" ? (ENDS.get(end) ?? "").trimEnd() : `${ENDS.get(end)} ${content}`);

function lineOf(content: Uint8Array, end: string): string {
  const text = textOf(content);
  if (equal(utf8(text), content)) return line(text, end);
  const bytes = join([content, utf8(end)]);
  return `hex  ${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Only what isn't text is written in hexadecimal, and the lines around it stay readable. */
function splitAtLineEnds(bytes: Uint8Array): { readonly content: Uint8Array; readonly end: string }[] {
  const lines: { content: Uint8Array; end: string }[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== LF && bytes[at] !== CR) continue;
    const end = bytes[at] === LF ? "\n" : bytes[at + 1] === LF ? "\r\n" : "\r";
    lines.push({ content: bytes.subarray(start, at), end });
    start = at + end.length;
    at = start - 1;
  }
  if (start < bytes.length) lines.push({ content: bytes.subarray(start), end: "" });
  return lines;
}

const LF = 10;
const CR = 13;

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);

/** @throws TypeError that names the line that can't be read. */
export function parseRecording(text: string): Recording {
  const [first, ...lines] = text.split(/\r?\n/);
  if (first !== FIRST_LINE) throw new TypeError(`Expected a recording that begins with "${FIRST_LINE}", got ${JSON.stringify(first)}`);
  const head = new Map<string, string>();
  const chunks: { at: number; pieces: Uint8Array[] }[] = [];
  let end: Recording["end"] = "open";
  for (const [index, line] of lines.entries()) {
    const [, word = "", content = ""] = /^(\S*) *?(?: (.*))?$/.exec(line) ?? [];
    const refuse = (expected: string): never => {
      throw new TypeError(`Line ${index + 2} of the recording: expected ${expected}, got ${JSON.stringify(line)}`);
    };
    const piece = pieceOf(word, line, refuse);
    if (word === "") continue;
    if ((word === "at" || word === "status") && !/^\d+$/.test(content)) refuse("a whole number");
    if (word === "at") chunks.push({ at: Number(content), pieces: [] });
    else if (word === "end" || word === "drop" || word === "open") end = word;
    else if (piece && chunks.length > 0) chunks.at(-1)?.pieces.push(piece);
    else if (chunks.length === 0) head.set(word, content);
    else refuse("at, lf, crlf, cr, text, hex, end, drop or open");
  }
  return {
    request: head.get("request") ?? "",
    status: Number(head.get("status") ?? 200),
    contentType: head.get("content-type"),
    chunks: chunks.filter(({ pieces }) => pieces.length > 0).map(({ at, pieces }) => ({ at, bytes: join(pieces) })),
    end,
    endedAt: chunks.at(-1)?.at ?? 0,
  };
}

/** The text begins in the sixth column, whatever the word before it. */
function pieceOf(word: string, line: string, refuse: (expected: string) => never): Uint8Array | undefined {
  const content = line.slice(5);
  if (word === "hex" && !/^(?:[0-9a-f]{2})+$/i.test(content)) refuse("bytes in hexadecimal");
  if (word === "hex") return Uint8Array.from(content.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  for (const [end, name] of ENDS) if (name.trim() === word) return utf8(content + end);
  return undefined;
}
