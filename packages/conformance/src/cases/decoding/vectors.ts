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
  const claimed = capabilitiesOf(subject);
  const expected = observed({ ...vector, events: [...vector.events], reconnectionTime: vector.reconnectionTime ?? undefined }, claimed);
  const eventTypes = [...new Set(vector.events.map(({ event }) => event))];

  for (const chunking of chunkingsFor(subject.decode || subject.read ? "exact" : "sent", bytes.length, vector.id)) {
    const chunks = cut(bytes, chunking);
    const got = await decode(context, chunks, eventTypes).then(
      (decoded) => observed(decoded, claimed),
      (error: unknown) => [`threw ${render(error)}`],
    );
    if (context.signal.aborted) return;
    const at = expected.findIndex((line, i) => line !== got[i]);
    if (at === -1 && got.length === expected.length) continue;
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

/** What a subject let out, a line each, as far as it claims to let it out. */
function observed({ events, lastEventId, reconnectionTime }: Decoded, claimed: ReadonlySet<Capability>): string[] {
  const lines = events.map(({ event, data, id }) => {
    const type = claimed.has("event-type") ? `event ${renderExactly(event)} ` : "";
    return `${type}data ${renderExactly(data)}${claimed.has("event-id") ? ` id ${renderExactly(id)}` : ""}`;
  });
  if (claimed.has("last-event-id")) lines.push(`last event ID ${renderExactly(lastEventId)}`);
  if (claimed.has("reconnection-time")) lines.push(`reconnection time ${reconnectionTime ?? "not set"}`);
  return lines;
}

/** Unlike a report's rendering this leaves nothing out: two values that differ differ in it. */
const renderExactly = (value: unknown): string => (typeof value === "string" ? quote(value) : render(value));

/** The lines around the first that differs. */
function excerpt(lines: readonly string[], differs: number): string {
  const from = Math.max(0, differs - 2);
  const shown = lines.slice(from, from + 8).map((line) => (line.length > 400 ? renderString(line) : line));
  if (from > 0) shown.unshift(`… ${from} more before`);
  const rest = lines.length - from - 8;
  if (rest > 0) shown.push(`… ${rest} more after`);
  return shown.join("\n") || "nothing";
}
