import type { KnownFailures } from "@sse/conformance";

const firstByte = "Firefox resolves fetch() at the first byte of the body: https://bugzilla.mozilla.org/show_bug.cgi?id=1347387";
const noBackpressure = "Firefox reads a body to its end, whether the page reads it or not";
const retries = "Firefox sends a request again when its connection closes before the response, up to ten times";

/** What a platform's fetch does differently, whatever the adapter does. A deviation that has disappeared fails the test. */
export const deviations: Readonly<Record<"Chromium" | "Firefox" | "worker", KnownFailures>> = {
  Chromium: {},
  worker: {},
  Firefox: {
    "response/response-is-there-before-the-first-byte": firstByte,
    "closing/close-while-waiting-for-the-first-byte": firstByte,
    "closing/close-while-a-refused-body-is-read": firstByte,
    "limits/idle-timeout-before-the-first-byte": firstByte,
    "closing/break-while-the-server-sends-closes-the-socket": noBackpressure,
    "closing/a-consumer-that-stops-reading-stops-the-server": noBackpressure,
    "closing/a-stream-that-is-not-iterated-stops-the-server": noBackpressure,
    "response/closed-before-the-header-section": retries,
    "response/reset-before-the-header-section": retries,
    "response/cut-message-in-gzip-is-an-error": "Firefox takes a compressed body for complete although it ends before its Content-Length",
  },
};

/** How much of a body a browser has read by the time of an abort: up to 64 MiB, which is all that the case sends. */
const readAhead = /^response\/refused-body-is-not-read-for-ever$/;

/** Cases that fail or pass on a platform as its timing has it, whatever the client does. */
const races: Readonly<Record<keyof typeof deviations, readonly RegExp[]>> = {
  // When a connection breaks off, Chromium throws away what the page hasn't read yet (Streams standard, ReadableStreamError), so that the last
  // events before a drop are lost on a busy machine.
  Chromium: [
    /^response\/(content-length-not-reached|last-chunk-missing|cut-within-a-chunk|chunk-size-that-is-none|events-before-a-drop-are-delivered)$/,
    /^response\/(corrupt-compression|dropped-compressed-stream|cut-message-in-gzip)-is-an-error$/,
    readAhead,
    /^reconnecting\/(after-|post-is-not-repeated|no-event-is-lost|nothing-is-carried-over|server-errors-are-retried)/,
  ],
  Firefox: [readAhead],
  worker: [],
};

export const isRace = (platform: keyof typeof deviations, id: string): boolean => races[platform].some((race) => race.test(id));
