import { SSEDecoder } from "@sse/core";
import { createParser } from "eventsource-parser";

/** What a decoder made of a stream. Folding something of every event into a number forces lazy strings and lets nothing be skipped. */
export interface Tally {
  events: number;
  characters: number;
  check: number;
  /** The last event itself: a consumer gets objects, so an optimizer must not do away with them. */
  last: unknown;
}

export const newTally = (): Tally => ({ events: 0, characters: 0, check: 0, last: undefined });

export interface DecoderPeer {
  id: string;
  title: string;
  run: (chunks: Uint8Array[], tally: Tally) => void;
}

function count(tally: Tally, event: { data: string }): void {
  const { data } = event;
  tally.last = event;
  tally.events++;
  tally.characters += data.length;
  // Reading a character in the middle flattens a rope, as any use of the string would.
  tally.check = (tally.check * 31 + data.charCodeAt(data.length >> 1) + data.charCodeAt(data.length - 1)) | 0;
}

export const ours: DecoderPeer = {
  id: "sse",
  title: "@sse/core",
  run: (chunks, tally) => {
    const decoder = new SSEDecoder({ maxEventSize: 64 * 1024 * 1024 });
    for (const chunk of chunks) decoder.feed(chunk, (event) => count(tally, event));
  },
};

export const eventsourceParser: DecoderPeer = {
  id: "eventsource-parser",
  title: "eventsource-parser",
  run: (chunks, tally) => {
    const text = new TextDecoder();
    const parser = createParser({ onEvent: (event) => count(tally, event) });
    for (const chunk of chunks) parser.feed(text.decode(chunk, { stream: true }));
  },
};

class LimitEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string;
  readonly retry: number | undefined;
  constructor(event: string, data: string, id: string, retry: number | undefined) {
    this.event = event;
    this.data = data;
    this.id = id;
    this.retry = retry;
  }
}

interface Utf8Slice {
  utf8Slice(this: Uint8Array, start: number, end: number): string;
}
const buffer = (globalThis as { Buffer?: { prototype: Partial<Utf8Slice> } }).Buffer;
const utf8Slice = "Deno" in globalThis ? undefined : buffer?.prototype.utf8Slice;
const decoder = new TextDecoder();

/**
 * Not a decoder but a reference line: what any decoder of lines must at least do. The chunk becomes a string by the runtime's fastest call,
 * line ends are found by indexOf, every other line is a value cut at a fixed place, and nothing is checked: no field names, no line ends
 * but LF, no characters cut by a chunk's end, no limits.
 */
const limit: DecoderPeer = {
  id: "limit",
  title: "reference line",
  run: (chunks, tally) => {
    let rest = "";
    let data = "";
    for (const chunk of chunks) {
      const text = utf8Slice ? utf8Slice.call(chunk, 0, chunk.length) : decoder.decode(chunk);
      const events: LimitEvent[] = [];
      let at = 0;
      for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", at)) {
        const line = rest === "" ? text.slice(at + 6, end) : (rest + text.slice(at, end)).slice(6);
        if (end === at && rest === "") {
          events.push(new LimitEvent("message", data, "", undefined));
          data = "";
        } else data = data === "" ? line : `${data}\n${line}`;
        rest = "";
        at = end + 1;
      }
      if (at < text.length) rest += text.slice(at);
      for (const event of events) count(tally, event);
    }
  },
};

export const decoders: DecoderPeer[] = [ours, eventsourceParser, limit];
