import type { Cell } from "./cells.ts";
import type { Kind } from "./runtimes.ts";

/** Cases that fail in some cells, and why. */
export interface Deviation {
  /** What the platform does, as the documents say it. */
  readonly reason: string;
  /** Where it is known, or explained. */
  readonly link: string;
  readonly cases: readonly string[];
  readonly where: (cell: Cell) => boolean;
  /** Whether it depends on timing, so that a case may pass. @defaultValue false */
  readonly sometimes?: boolean;
}

const platforms = "docs/platforms.md";

/** Whether the cell's client sends its requests with the `fetch` of the runtime. */
const usesFetch = ({ client }: Cell): boolean => ["fetch", "axios-fetch", "ky", "undici-module"].includes(client.subject);
const isKind =
  (...kinds: Kind[]) =>
  ({ runtime }: Cell): boolean =>
    kinds.includes(runtime.kind);
const isRuntime =
  (...ids: string[]) =>
  ({ runtime }: Cell): boolean =>
    ids.includes(runtime.id);
const all =
  (...conditions: ((cell: Cell) => boolean)[]) =>
  (cell: Cell): boolean =>
    conditions.every((holds) => holds(cell));

export const deviations: readonly Deviation[] = [
  {
    reason: "a chunked response with `Connection: close` that breaks off looks complete",
    link: `${platforms}#a-truncated-response-can-look-complete`,
    cases: [
      "response/last-chunk-missing",
      "response/cut-within-a-chunk",
      "response/reset-before-the-first-event",
      "response/reset-while-waiting",
      "response/events-before-a-drop-are-delivered",
      "response/reading-on-after-an-error-ends",
      "closing/abort-after-a-drop-leaves-the-error",
    ],
    where: all(usesFetch, isRuntime("node20-oldest", "node20-newest", "node22-oldest", "node24-oldest", "node26-oldest")),
  },
  {
    reason: "a compressed response that breaks off looks complete",
    link: `${platforms}#a-truncated-response-can-look-complete`,
    cases: ["response/dropped-compressed-stream-is-an-error"],
    where: all(usesFetch, isRuntime("node20-newest", "node22-oldest", "node24-oldest", "node26-oldest")),
  },
  {
    reason: "compressed bytes that are corrupt neither end nor fail: use idleTimeout",
    link: platforms,
    cases: ["response/corrupt-compression-is-an-error"],
    where: all(usesFetch, isRuntime("node20-newest", "node22-oldest", "node22-newest")),
  },
  {
    reason: "fetch refuses chunk extensions with quoted strings",
    link: platforms,
    cases: ["response/chunk-extensions"],
    where: all(usesFetch, isRuntime("node20-oldest", "node20-newest", "node22-oldest", "node22-newest")),
  },
  {
    reason: "node:http refuses chunk extensions with quoted strings",
    link: platforms,
    cases: ["response/chunk-extensions"],
    where: all(isRuntime("node20-oldest"), ({ client }) => client.subject === "axios-http"),
  },
  {
    reason: "a redirect to another origin keeps the cookie",
    link: platforms,
    cases: ["response/redirect-to-another-origin-drops-credentials"],
    where: all(usesFetch, isRuntime("node20-oldest")),
  },
  {
    reason: "fetch inflates neither raw deflate nor gzip without its trailer",
    link: platforms,
    cases: ["response/raw-deflate-is-decompressed", "response/gzip-without-its-trailer-is-complete"],
    where: all(usesFetch, isRuntime("node20-oldest")),
  },
  {
    reason: "an abort is lost when the garbage collector takes a signal that follows another",
    link: platforms,
    cases: ["closing/abort-signal-survives-garbage-collection"],
    where: isRuntime("node20-oldest"),
  },
  {
    reason: "an abort is lost when the garbage collector takes a signal that follows another, as ky 2 makes one",
    link: platforms,
    cases: ["closing/abort-signal-survives-garbage-collection"],
    where: all(isRuntime("node22-oldest"), ({ client }) => client.title.startsWith("ky 2")),
  },
  {
    reason: "fetch follows 127 redirects before it gives up",
    link: platforms,
    cases: ["response/redirect-loop-is-an-error"],
    where: all(usesFetch, isKind("bun")),
  },
  {
    reason: "fetch refuses gzip without its trailer",
    link: platforms,
    cases: ["response/gzip-without-its-trailer-is-complete"],
    where: all(usesFetch, isKind("bun", "deno")),
  },
  {
    reason: "events that arrived just before a drop can be lost",
    link: `${platforms}#events-right-before-a-drop-can-be-lost`,
    cases: [
      "response/content-length-not-reached",
      "response/last-chunk-missing",
      "response/cut-within-a-chunk",
      "response/events-before-a-drop-are-delivered",
      "reconnecting/no-event-is-lost-or-repeated",
    ],
    where: all(usesFetch, isKind("bun")),
    sometimes: true,
  },
  {
    reason: "garbage can't be collected on demand through node:v8",
    link: platforms,
    cases: ["closing/abort-signal-survives-garbage-collection", "closing/open-stream-survives-garbage-collection"],
    where: isKind("bun"),
  },
  {
    reason: "running timers can't be counted through node:process",
    link: platforms,
    cases: ["closing/timers-do-not-outlive-the-stream"],
    where: isKind("bun"),
    sometimes: true,
  },
  {
    reason: "fetch doesn't inflate deflate, and refuses gzip for an empty body",
    link: platforms,
    cases: [
      "response/deflate-is-decompressed-event-by-event",
      "response/break-closes-a-stream-in-deflate",
      "response/raw-deflate-is-decompressed",
      "response/empty-body-in-gzip-is-empty",
    ],
    where: all(usesFetch, isKind("deno")),
  },
  {
    reason: "an abort is lost after garbage collection, because axios's fetch adapter combines signals",
    link: platforms,
    cases: ["closing/abort-signal-survives-garbage-collection"],
    where: all(isKind("deno"), ({ client }) => client.subject === "axios-fetch"),
  },
];
