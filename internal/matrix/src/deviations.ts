import type { Cell } from "./cells.ts";
import type { Kind } from "./runtimes.ts";

/** Cases that fail in some cells because of the platform, and what a program can do about it. */
export interface Deviation {
  /** What the platform does, as a sentence about it. */
  readonly what: string;
  /** What a user of the library should do. */
  readonly advice: string;
  /** Where it is specified, reported or explained. */
  readonly link: string;
  readonly cases: readonly string[];
  readonly where: (cell: Cell) => boolean;
  /** Whether it depends on timing, so that a case may pass. @defaultValue false */
  readonly sometimes?: boolean;
}

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
const isAxiosFetch = ({ client }: Cell): boolean => client.subject === "axios-fetch";
const every =
  (...conditions: ((cell: Cell) => boolean)[]) =>
  (cell: Cell): boolean =>
    conditions.every((holds) => holds(cell));
const some =
  (...conditions: ((cell: Cell) => boolean)[]) =>
  (cell: Cell): boolean =>
    conditions.some((holds) => holds(cell));

const oldNodeFetch = isRuntime("node20-oldest", "node20-newest", "node22-oldest", "node24-oldest", "node26-oldest", "edge-runtime");
const guide = "docs/platforms.md";
const codings = "https://fetch.spec.whatwg.org/#handle-content-codings";
const redirects = "https://fetch.spec.whatwg.org/#http-redirect-fetch";
const chunkExtensions = "https://www.rfc-editor.org/rfc/rfc9112.html#section-7.1.1";
const useIdleTimeout = "Set `idleTimeout`.";

export const deviations: readonly Deviation[] = [
  {
    what: "A chunked response with `Connection: close` that breaks off looks complete.",
    advice: "Set `until`, which notices a missing end. Reconnecting repairs it.",
    link: `${guide}#a-truncated-response-can-look-complete`,
    cases: [
      "response/last-chunk-missing",
      "response/cut-within-a-chunk",
      "response/reset-before-the-first-event",
      "response/reset-while-waiting",
      "response/events-before-a-drop-are-delivered",
      "response/reading-on-after-an-error-ends",
      "closing/abort-after-a-drop-leaves-the-error",
    ],
    where: every(usesFetch, oldNodeFetch),
  },
  {
    what: "A compressed response that breaks off looks complete.",
    advice: "Set `until`, which notices a missing end. Reconnecting repairs it.",
    link: `${guide}#a-truncated-response-can-look-complete`,
    cases: ["response/dropped-compressed-stream-is-an-error"],
    where: every(usesFetch, isRuntime("node20-newest", "node22-oldest", "node24-oldest", "node26-oldest", "edge-runtime")),
  },
  {
    what: "A compressed response with `Content-Length` that breaks off looks complete.",
    advice: "Set `until`, which notices a missing end. Reconnecting repairs it.",
    link: `${guide}#a-truncated-response-can-look-complete`,
    cases: ["response/cut-message-in-gzip-is-an-error"],
    where: isKind("firefox"),
  },
  {
    what: "Events that arrive just before the connection breaks can be lost.",
    advice: "Send IDs and reconnect: the position is that of the last event delivered, so the server sends the lost ones again.",
    link: `${guide}#events-right-before-a-drop-can-be-lost`,
    cases: [
      "response/content-length-not-reached",
      "response/last-chunk-missing",
      "response/cut-within-a-chunk",
      "response/events-before-a-drop-are-delivered",
      "reconnecting/after-an-incomplete-body",
      "reconnecting/no-event-is-lost-or-repeated",
      "reconnecting/post-is-not-repeated-after-a-drop",
    ],
    where: every(usesFetch, isKind("bun", "chromium")),
    sometimes: true,
  },
  {
    what: "Corrupt compressed bytes neither end the response nor fail it.",
    advice: useIdleTimeout,
    link: codings,
    cases: ["response/corrupt-compression-is-an-error"],
    where: every(usesFetch, isRuntime("node20-newest", "node22-oldest", "node22-newest", "edge-runtime")),
  },
  {
    what: "`deflate` isn't inflated as it arrives, and `gzip` with an empty body is an error.",
    advice: "Don't compress event streams for it, or offer gzip only.",
    link: codings,
    cases: [
      "response/deflate-is-decompressed-event-by-event",
      "response/break-closes-a-stream-in-deflate",
      "response/raw-deflate-is-decompressed",
      "response/empty-body-in-gzip-is-empty",
    ],
    where: every(usesFetch, isKind("deno", "workerd")),
  },
  {
    what: "`gzip` without its trailer is an error at the end of the stream.",
    advice: "All events arrive before it. Finish the gzip stream on the server.",
    link: codings,
    cases: ["response/gzip-without-its-trailer-is-complete"],
    where: every(usesFetch, some(isKind("bun", "deno", "workerd"), isRuntime("node20-oldest"))),
  },
  {
    what: "Raw `deflate` isn't inflated.",
    advice: "Use a newer Node, or gzip.",
    link: codings,
    cases: ["response/raw-deflate-is-decompressed"],
    where: every(usesFetch, isRuntime("node20-oldest")),
  },
  {
    what: "Chunk extensions with quoted strings are refused.",
    advice: "No server in use is known to send them.",
    link: chunkExtensions,
    cases: ["response/chunk-extensions"],
    where: some(
      every(usesFetch, isRuntime("node20-oldest", "node20-newest", "node22-oldest", "node22-newest", "edge-runtime")),
      every(usesFetch, isKind("workerd")),
      every(isRuntime("node20-oldest"), ({ client }) => client.subject === "axios-http"),
    ),
  },
  {
    what: "A redirect to another origin keeps `Cookie`.",
    advice: "Don't set `Cookie` by hand where a server may redirect.",
    link: redirects,
    cases: ["response/redirect-to-another-origin-drops-credentials"],
    where: every(usesFetch, some(isRuntime("node20-oldest"), isKind("workerd"))),
  },
  {
    what: "A 303 turns POST into GET but keeps `Content-Type`.",
    advice: "Harmless to most servers.",
    link: redirects,
    cases: ["response/redirect-303-asks-with-get"],
    where: every(usesFetch, isKind("workerd")),
  },
  {
    what: "102 (Processing) counts as the response.",
    advice: "Servers shouldn't send 102 before an event stream.",
    link: "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.2",
    cases: ["response/interim-responses-are-skipped"],
    where: every(usesFetch, isKind("workerd")),
  },
  {
    what: "An event that grows by a million empty lines takes 32 times its size until it's delivered, because JavaScriptCore joins strings late.",
    advice: "Lower `maxEventSize` for a server that you don't trust.",
    link: `${guide}#memory-of-an-unfinished-event`,
    cases: ["limits/many-empty-lines-within-the-limit"],
    where: isKind("bun"),
  },
  {
    what: "127 redirects are followed before a loop is an error.",
    advice: "Set `connectTimeout`.",
    link: redirects,
    cases: ["response/redirect-loop-is-an-error"],
    where: every(usesFetch, isKind("bun"), ({ client }) => client.subject !== "undici-module"),
  },
  {
    what: "An abort is lost when the garbage collector takes a signal that follows another.",
    advice: "Use a newer version of the runtime, or another client.",
    link: "https://dom.spec.whatwg.org/#abort-signal-garbage-collection",
    cases: ["closing/abort-signal-survives-garbage-collection"],
    where: some(
      isRuntime("node20-oldest"),
      every(isRuntime("node22-oldest"), ({ client }) => client.package?.alias.startsWith("ky2") === true),
      every(isKind("deno"), isAxiosFetch),
    ),
  },
  {
    what: "With many requests, an abort can be lost when the garbage collector takes a signal that follows another.",
    advice: "Use a newer ky, or axios's http adapter.",
    link: "https://dom.spec.whatwg.org/#abort-signal-garbage-collection",
    cases: ["closing/two-hundred-connections-leave-no-socket", "closing/one-signal-for-many-streams-warns-nobody"],
    where: some(
      every(isRuntime("node26-oldest", "node26-newest"), ({ client }) => client.package?.alias === "ky1-lowest"),
      every(isKind("deno"), isAxiosFetch),
    ),
    sometimes: true,
  },
  {
    what: "`fetch` resolves at the first byte of the body, not at the headers.",
    advice: "Servers should send a comment at once. Until then only `connectTimeout` and `signal` end the wait.",
    link: "https://github.com/modelcontextprotocol/inspector/pull/1946",
    cases: [
      "response/response-is-there-before-the-first-byte",
      "closing/close-while-waiting-for-the-first-byte",
      "closing/close-while-a-refused-body-is-read",
      "limits/idle-timeout-before-the-first-byte",
    ],
    where: isKind("firefox"),
  },
  {
    what: "A connection whose request is aborted before the response begins may stay open for a while.",
    advice: "Servers should send a comment at once.",
    link: `${guide}#firefox-waits-for-the-first-byte`,
    cases: ["limits/connect-timeout"],
    where: isKind("firefox"),
    sometimes: true,
  },
  {
    what: "The body is read to its end, however slowly the page reads it.",
    advice: "Leave the loop when the page doesn't need the stream.",
    link: "https://fetch.spec.whatwg.org/#http-network-fetch",
    cases: [
      "closing/break-while-the-server-sends-closes-the-socket",
      "closing/a-consumer-that-stops-reading-stops-the-server",
      "closing/a-stream-that-is-not-iterated-stops-the-server",
    ],
    where: isKind("firefox"),
    sometimes: true,
  },
  {
    what: "Tens of megabytes are read ahead, also of a response that is about to be refused.",
    advice: "Servers should send `Cache-Control: no-store`, which makes Chromium read less.",
    link: `${guide}#browsers-read-ahead`,
    cases: ["response/refused-body-is-not-read-for-ever"],
    where: every(usesFetch, isKind("chromium", "workerd")),
    sometimes: true,
  },
  {
    what: "A request whose connection closes before the response is sent again, up to ten times.",
    advice: "Make requests safe to repeat.",
    link: "https://www.rfc-editor.org/rfc/rfc9110.html#section-9.2.2",
    cases: ["response/closed-before-the-header-section", "response/reset-before-the-header-section"],
    where: isKind("firefox"),
  },
];
