import published from "../../../vectors/decoding.json" with { type: "json" };
import type { Capability } from "../../capabilities.ts";
import { type Case, type CaseContext, ConformanceFailure } from "../../case.ts";
import { quote, render, renderString } from "../../render.ts";
import { capabilitiesOf } from "../../subject.ts";
import { type Chunking, chunkings, cut } from "./chunkings.ts";
import { type Decoded, decode } from "./stream.ts";
import type { DecodingVector } from "./vector.ts";

/** Every decoding vector, as published. */
// TypeScript widens a JSON file's literals to string; the test that holds the file to its schema is what makes this true.
export const vectors = published.vectors as readonly DecodingVector[];

/** One case for each vector. */
export const vectorCases: readonly Case[] = vectors.map((vector) => ({
  id: `decoding/${vector.id}`,
  title: vector.title,
  category: "decoding",
  level: vector.level,
  spec: vector.spec,
  needs: ["decode", ...vector.needs],
  limit: 10_000,
  run: (context) => runVector(vector, context),
}));

async function runVector(vector: DecodingVector, context: CaseContext): Promise<void> {
  const bytes = Uint8Array.from(atob(vector.bytes), (character) => character.charCodeAt(0));
  const { subject } = context;
  const observe = observer(capabilitiesOf(subject), vector);
  const expected = observe(vector);
  const eventTypes = [...new Set(vector.events.map(({ event }) => event))];

  for (const chunking of chunkingsFor(subject.decode || subject.read ? "exact" : "sent", bytes.length, vector.id)) {
    const chunks = cut(bytes, chunking);
    const got = await decode(context, chunks, eventTypes).then(observe, (error: unknown) => [["threw", render(error)]]);
    if (context.signal.aborted) return;
    const at = firstDifference(expected, got);
    if (at === undefined) continue;
    throw new ConformanceFailure(`${vector.title} (${chunking.name})`, {
      expected: excerpt(expected, at),
      got: excerpt(got, at),
      chunks,
    });
  }
}

/** Over a connection the cuts are the network's in the end, and each costs a request: a few have to do. */
const sentChunkings = ["whole", "byte by byte", "in pieces of 3 bytes"];
const longestSentByteByByte = 512;

function* chunkingsFor(cuts: "exact" | "sent", length: number, seed: string): Generator<Chunking> {
  for (const chunking of chunkings(length, seed)) {
    if (cuts === "exact" || (sentChunkings.includes(chunking.name) && (length <= longestSentByteByByte || chunking.cuts.length === 0))) {
      yield chunking;
    }
  }
}

/** One thing that a decoder let out: words and values in turn, as a failure shows them. */
type Observation = readonly unknown[];

/** What can be seen of a stream, as far as the subject claims to let it out. Comments are looked at in the vectors that say which there are. */
function observer(claimed: ReadonlySet<Capability>, vector: DecodingVector): (decoded: Decoded | DecodingVector) => Observation[] {
  const [types, ids] = [claimed.has("event-type"), claimed.has("event-id")];
  return ({ events, lastEventId, reconnectionTime, comments = [] }) => [
    ...events.map(({ event, data, id }) => [...(types ? ["event", event] : []), "data", data, ...(ids ? ["id", id] : [])]),
    ...(claimed.has("last-event-id") ? [["last event ID", lastEventId]] : []),
    ...(claimed.has("reconnection-time") ? [["reconnection time", reconnectionTime ?? undefined]] : []),
    ...(claimed.has("comments") && vector.comments ? comments.map((comment) => ["comment", comment]) : []),
  ];
}

/** The index at which two lists of observations differ. */
function firstDifference(expected: readonly Observation[], got: readonly Observation[]): number | undefined {
  const differs = (one: Observation | undefined, other: Observation | undefined): boolean =>
    one?.length !== other?.length || one?.some((part, i) => part !== other?.[i]) === true;
  for (let at = 0; at < Math.max(expected.length, got.length); at++) if (differs(expected[at], got[at])) return at;
  return undefined;
}

/** One observation as a line. Values stand at odd places. */
const lineOf = (observation: Observation): string =>
  observation.map((part, i) => (i % 2 === 0 ? String(part) : part === undefined ? "not set" : renderExactly(part))).join(" ");

/** Unlike a report's rendering this leaves nothing out: two values that differ differ in it. */
const renderExactly = (value: unknown): string => (typeof value === "string" ? quote(value) : render(value));

/** The observations around the first that differs, a line each. */
function excerpt(observations: readonly Observation[], differs: number): string {
  const lines = observations.map(lineOf);
  const from = Math.max(0, differs - 2);
  const shown = lines.slice(from, from + 8).map((line) => (line.length > 400 ? renderString(line) : line));
  if (from > 0) shown.unshift(`… ${from} more before`);
  const rest = lines.length - from - 8;
  if (rest > 0) shown.push(`… ${rest} more after`);
  return shown.join("\n") || "nothing";
}
