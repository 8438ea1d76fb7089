import type { Item } from "./items.ts";
import { oneOf } from "./seeds.ts";

export type Below = (n: number) => number;

/** How a connection ends its lines: always alike, or each block in another way. */
export type LineEnds = "\n" | "\r\n" | "\r" | "mixed";

/** Lines that set the reconnection time, and lines that only look like it. A blank line follows each. */
const retryLines = [
  "retry: 10",
  "retry:50",
  "retry: 0",
  "retry: 300",
  "retry: 00120",
  "retry: 1000",
  "retry: 99999999999999999999",
  "retry: -1",
  "retry: 1e3",
  "retry: 12.5",
  "retry: 10 ",
  "retry:  10",
  "retry: ٣٠٠",
  "retry: soon",
  "retry:",
  "retry",
  "Retry: 1",
];

/** Text that precedes an item and delivers nothing: comments, unknown fields, reconnection times, blank lines. */
export function interlude(below: Below, next: number): string {
  switch (below(30)) {
    case 0:
      return `${oneOf(below, retryLines)}\n\n`;
    case 1:
      return `unknown: field\nDATA: none\n${oneOf(below, retryLines)}\n\n`;
    case 2:
      return "\n\n";
    case 3:
      return `:\n: before ${next}\n:keep-alive é\n`;
    case 4:
      return `: before ${next}\n\n`;
    default:
      return "";
  }
}

/** An item as a block, its lines ended by LF. */
export function block({ kind, idLine, event, data }: Item, below: Below): string {
  const fields: string[] = [];
  if (event !== "message" || below(8) === 0) fields.push(below(20) ? `event: ${event}` : `event: other\nevent:${event}`);
  if (idLine !== undefined) fields.push(below(20) ? `id: ${idLine}` : `id: overwritten\nid: ${idLine}`);
  if (kind !== "silent") {
    const lines = data.split("\n").map((line) => `data:${line.startsWith(" ") || below(2) ? " " : ""}${line}`);
    fields.push(lines.map((line) => (line === "data:" && below(2) ? "data" : line)).join(below(20) ? "\n" : "\n: inside\n"));
  }
  if (below(2)) fields.reverse();
  return `${fields.join("\n")}\n\n`;
}

/** Ends the lines of a text as the connection does. All lines of one block end alike: CR and LF of two lines would become one CRLF. */
export function withLineEnds(text: string, ends: LineEnds, below: Below): string {
  const end = ends === "mixed" ? oneOf(below, ["\n", "\r\n", "\r"]) : ends;
  return end === "\n" ? text : text.replaceAll("\n", end);
}

/** How bytes are cut: not at all, into single bytes, or anywhere. Cuts fall inside characters and inside CRLF. */
export type Cuts = "whole" | "single bytes" | "anywhere";

/** At most so many pieces, since each is a write of its own. */
const PIECES = 300;

export function pieces(bytes: Uint8Array, cuts: Cuts, below: Below): Uint8Array[] {
  if (cuts === "whole") return [bytes];
  const all: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = cuts === "single bytes" ? 1 : 1 + below(below(3) ? 400 : 6);
    const to = all.length === PIECES ? bytes.length : at + size;
    all.push(bytes.subarray(at, to));
    at = to;
  }
  return all;
}
