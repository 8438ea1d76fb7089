import { inChunks, oneAChunk, type Random, random } from "./random.ts";
import type { Workload } from "./workload.ts";

/** How a public protocol looks on the wire. */
export interface Protocol {
  id: string;
  title: string;
  /** One answer, session or stretch of a feed: its blocks and comments, each as its server writes it. */
  stretch: (next: Random) => string[];
}

/** How the network delivers a stream. */
const cuts: Record<string, { title: string; cut: (texts: string[]) => Uint8Array[] }> = {
  event: { title: "one event a chunk", cut: oneAChunk },
  segment: { title: "TCP segments of 1,448 B", cut: (texts) => inChunks(texts, 1448) },
  record: { title: "TLS records of 16 KiB", cut: (texts) => inChunks(texts, 16 * 1024) },
};

const LEAST = 1_000_000;

/** At least a million characters, always the same. */
function textsOf({ id, stretch }: Protocol): string[] {
  const next = random(Array.from(id).reduce((seed, character) => seed * 31 + character.charCodeAt(0), 7));
  const texts: string[] = [];
  for (let length = 0; length < LEAST; ) {
    for (const text of stretch(next)) {
      texts.push(text);
      length += text.length;
    }
  }
  return texts;
}

/** A protocol in each of the {@link cuts}. */
export const workloadsOf = (protocol: Protocol, heldOut: boolean): Workload[] =>
  Object.entries(cuts).map(([cutId, { title, cut }]) => ({
    id: `${protocol.id}-${cutId}`,
    title: `${protocol.title}, ${title}`,
    kind: "protocol",
    heldOut,
    chunks: () => cut(textsOf(protocol)),
  }));

/** One block as most servers write it: the fields in this order, lines that end in LF. */
export const block = (fields: Record<string, string | number>): string =>
  `${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("")}\n`;

/** As servers on sse-starlette write it. */
export const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
