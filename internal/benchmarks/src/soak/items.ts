import { words } from "../workloads/random.ts";
import { chance, fingerprint, oneOf } from "./seeds.ts";

/**
 * What one number of a consumer's stream is on the wire.
 *
 * - `event`: an event with an ID of its own
 * - `follower`: an event that has the ID of the event before it, so no request can resume after it
 * - `silent`: an ID without data, so nothing is delivered
 */
export type ItemKind = "event" | "follower" | "silent";

export interface Item {
  readonly number: number;
  readonly kind: ItemKind;
  /** The value of the `id` line; `undefined` for none. */
  readonly idLine: string | undefined;
  /** The last event ID once this item is dispatched. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Whose numbers these are. */
export interface Stream {
  readonly seed: number;
  readonly consumer: number;
  /** Whether several events may be sent with the same `id` line. `dedupe` would take them for one. */
  readonly repeatsIds: boolean;
}

/** IDs change their kind after so many numbers. */
const BLOCK = 40;
/** A leader and its followers are so many. */
const GROUP = 4;

const kinds = ["number", "UUID", "JSON", "non-ASCII", "long", "without data", "followers", "repeated"] as const;
type IdKind = (typeof kinds)[number];

function idKind({ seed, consumer, repeatsIds }: Stream, number: number): IdKind {
  const block = Math.floor((number - 1) / BLOCK);
  const kind = oneOf(chance(seed, consumer, "block", block), kinds);
  return kind === "repeated" && !repeatsIds ? "followers" : kind;
}

const inGroups = (kind: IdKind): boolean => kind === "followers" || kind === "repeated";

/** The number whose ID this number has: its own, or that of the first in its group. 0 is the beginning. */
export function leaderOf(stream: Stream, number: number): number {
  return number > 0 && inGroups(idKind(stream, number)) ? number - ((number - 1) % GROUP) : number;
}

export function kindOf(stream: Stream, number: number): ItemKind {
  if (leaderOf(stream, number) !== number) return "follower";
  return idKind(stream, number) === "without data" && number % 5 === 0 ? "silent" : "event";
}

export function itemOf(stream: Stream, number: number): Item {
  const kind = kindOf(stream, number);
  const id = idOf(stream, leaderOf(stream, number));
  const below = chance(stream.seed, stream.consumer, "item", number);
  return {
    number,
    kind,
    idLine: kind === "follower" && idKind(stream, number) === "followers" ? undefined : id,
    id,
    event: oneOf(below, ["message", "message", "message", "update", "ajout é", "data: x"]),
    data: kind === "silent" ? "" : `${number} ${text(below)}`,
  };
}

/** The ID of a leader. No two leaders have the same. */
function idOf(stream: Stream, leader: number): string {
  const below = chance(stream.seed, stream.consumer, "id", leader);
  const hex = (length: number): string => Array.from({ length }, () => below(16).toString(16)).join("");
  switch (idKind(stream, leader)) {
    case "UUID":
      return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${leader.toString(16).padStart(12, "0")}`;
    case "JSON":
      return JSON.stringify({ offset: leader, shards: [below(9), below(9)], note: 'a "b": c\\' });
    case "non-ASCII":
      return `événement-${leader}-${oneOf(below, ["日本語", "🎉👩‍🚀", "Ωμέγα", "ﷺ"])}`;
    case "long":
      return `${leader}-${"0123456789abcdef".repeat(40 + below(60))}`;
    default:
      return String(leader);
  }
}

/** Characters of one to four bytes, lines of which some are empty, and now and then more than a socket's buffer takes at once. */
function text(below: (n: number) => number): string {
  if (below(400) === 0) return words(below, 100_000);
  const parts = ["é", "日本", "🎉", "\n", "\n\n", "\n ", "\n: not a comment", "\ndata: x", "\u2028", "\u0000", '{"a":[1,2]}', "-"];
  let line = words(below, 5 + below(60));
  for (let more = below(5); more > 0; more--) line += oneOf(below, parts) + words(below, 1 + below(20));
  return line;
}

/** What is compared of an event: everything that a consumer sees of it. */
export const fingerprintOf = ({ event, id, data }: Pick<Item, "event" | "id" | "data">): number => fingerprint(`${event}\n${id}\n${data}`);
