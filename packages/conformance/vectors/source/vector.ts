import type { DeclaredCapability } from "../../src/capabilities.ts";

const html = "https://html.spec.whatwg.org/multipage/server-sent-events.html";

/** The sections that a vector may name as its reason. */
export const spec = {
  parsing: `${html}#parsing-an-event-stream`,
  interpretation: `${html}#event-stream-interpretation`,
  field: `${html}#processField`,
  dispatch: `${html}#dispatchMessage`,
  lastEventId: `${html}#concept-event-stream-last-event-id`,
  reconnectionTime: `${html}#concept-event-stream-reconnection-time`,
  utf8Decode: "https://encoding.spec.whatwg.org/#utf-8-decode",
  utf8Decoder: "https://encoding.spec.whatwg.org/#utf-8-decoder",
} as const;

/** An event as a vector expects it. */
export interface ExpectedEvent {
  event: string;
  data: string;
  id: string;
}

/** An expected event of the type `message`. */
export const message = (data: string, id = ""): ExpectedEvent => ({ event: "message", data, id });

/** An expected event of another type. */
export const typed = (event: string, data: string, id = ""): ExpectedEvent => ({ event, data, id });

/** What a vector expects besides its events. */
interface Expectation {
  /** The last event ID string at the end of the stream, where it is not the last event's. */
  lastEventId?: string;
  reconnectionTime?: number;
  /** The comments, each without its colon and one following space. */
  comments?: readonly string[];
  level?: "must" | "should";
  spec?: string;
  needs?: readonly DeclaredCapability[];
}

/** A vector as its author writes it; the build turns it into the published form. */
export interface SourceVector extends Expectation {
  id: string;
  title: string;
  bytes: Uint8Array;
  events: readonly ExpectedEvent[];
}

/** Vectors about one rule: they share a section of the specification, and what has to be observable for them to show anything. */
export interface Group {
  name: string;
  spec: string;
  needs: readonly DeclaredCapability[];
  vectors: readonly SourceVector[];
}

/** A part of a stream: text, which stands for its UTF-8 bytes, or bytes as they are. */
type Part = string | readonly number[];

const utf8 = new TextEncoder();

/**
 * One vector.
 *
 * @param stream The stream: one text, or parts of text and bytes.
 */
export function vector(
  id: string,
  title: string,
  stream: string | readonly Part[],
  events: readonly ExpectedEvent[],
  expectation: Expectation = {},
): SourceVector {
  const parts = typeof stream === "string" ? [stream] : stream;
  const bytes = Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? utf8.encode(part) : part)]));
  return { id, title, bytes, events, ...expectation };
}
