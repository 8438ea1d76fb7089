import type { CaseContext } from "../../case.ts";
import type { ContentCoding, Step } from "../../server/scenario.ts";
import type { Group, SourceCase } from "../group.ts";
import { fetchStandard, promise, rfc9110 } from "../specifications.ts";
import { clientCloses, delivers, end, nextData, play, send, untilFailure } from "../streams.ts";

const codings: readonly ContentCoding[] = ["gzip", "deflate", "br"];
const coded = (coding: ContentCoding): Step => ({ do: "head", headers: { "content-type": "text/event-stream" }, coding });

/** A message whose body is these bytes, whole. */
const encoded = (coding: string, base64: string): Step[] => [
  { do: "head", headers: { "content-type": "text/event-stream", "content-encoding": coding } },
  { do: "body", base64 },
  end,
];

/** "data: 1" and "data: 2", compressed in ways that a compressor of today doesn't choose. */
const rawDeflate = "S0ksSbRSMOTiSgEzjLi4AA==";
const gzipWithoutTrailer = "H4sIAAAAAAAAA0tJLEm0UjDk4koBM4y4uAA=";

/** Reads an event, then lets the connection break off, after `fault` where there is one, and fails unless that is an error. */
async function breaksAfterAnEvent(t: CaseContext, head: Step, ...fault: Step[]): Promise<void> {
  const script = play(t, head, send("data: 1\n\n"), { do: "wait", for: "first" }, ...fault, { do: "close" });
  const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
  t.equal(await nextData(t, iterator, "the event before the fault"), "1", "the event before the fault");
  script.release("first");
  await untilFailure(t, Promise.resolve({ [Symbol.asyncIterator]: () => iterator }));
}

/** A compressed stream that breaks off, for clients that tell their caller. */
const brokenOff: Pick<SourceCase, "policy"> = { policy: { compression: "decompressed", brokenStreams: "throw" } };

export const compression: Group = {
  level: "policy",
  spec: rfc9110("8.4"),
  needs: ["connect"],
  policy: { compression: "decompressed" },
  cases: [
    ...codings.map(
      (coding): SourceCase => ({
        id: `${coding}-is-decompressed-event-by-event`,
        title: `A stream in ${coding} that the server flushes after each event delivers each event at once`,
        spec: rfc9110(coding === "gzip" ? "8.4.1.3" : coding === "deflate" ? "8.4.1.2" : "8.4.1"),
        async run(t) {
          const script = play(t, coded(coding), send("data: 1\n\n"), { do: "wait", for: "first" }, send("data: 2\n\n"), end);
          const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
          t.equal(await nextData(t, iterator, "the first event, while the server waits,"), "1", "the first event");
          script.release("first");
          t.equal(await nextData(t, iterator, "the second event"), "2", "the second event");
          t.equal(await nextData(t, iterator, "the end"), undefined, "the event after the last one");
        },
      }),
    ),
    ...codings.map(
      (coding): SourceCase => ({
        id: `break-closes-a-stream-in-${coding}`,
        title: `Leaving the loop closes the connection of a stream in ${coding}`,
        spec: promise("closing"),
        async run(t) {
          const script = play(t, coded(coding), send("data: 1\n\n"));
          for await (const _ of await t.connect(script.url)) break;
          await clientCloses(t, script);
        },
      }),
    ),
    ...["none", "utf-8", "identity", "x-unknown"].map(
      (coding): SourceCase => ({
        id: `unknown-coding-${coding}-changes-nothing`,
        title: `With the Content-Encoding ${coding}, which names no compression, the bytes are read as they are`,
        spec: fetchStandard("handle-content-codings"),
        run: (t) => delivers(t, play(t, ...encoded(coding, btoa("data: 1\n\ndata: 2\n\n"))), ["1", "2"]),
      }),
    ),
    {
      id: "raw-deflate-is-decompressed",
      title: "A stream in deflate without the zlib format around it, as some servers send it, is decompressed",
      level: "should",
      spec: rfc9110("8.4.1.2"),
      run: (t) => delivers(t, play(t, ...encoded("deflate", rawDeflate)), ["1", "2"]),
    },
    {
      id: "empty-body-in-gzip-is-empty",
      title: "gzip that is announced for an empty body is an empty stream",
      level: "should",
      spec: fetchStandard("handle-content-codings"),
      run: (t) => delivers(t, play(t, ...encoded("gzip", "")), []),
    },
    {
      id: "gzip-without-its-trailer-is-complete",
      title: "A message that is complete ends quietly, though the gzip stream in it lacks its trailer",
      level: "should",
      spec: fetchStandard("handle-content-codings"),
      run: (t) => delivers(t, play(t, ...encoded("gzip", gzipWithoutTrailer)), ["1", "2"]),
    },
    {
      id: "cut-message-in-gzip-is-an-error",
      ...brokenOff,
      title: "A message in gzip that ends before its Content-Length is an error, after the events before it",
      run: (t) => breaksAfterAnEvent(t, { do: "head", headers: { "content-type": "text/event-stream" }, coding: "gzip", framing: 1_000 }),
    },
    {
      id: "corrupt-compression-is-an-error",
      ...brokenOff,
      title: "Compressed data that can't be decompressed is an error, after the events before it",
      run: (t) => breaksAfterAnEvent(t, coded("gzip"), { do: "raw", text: "8\r\n\xff\xff\xff\xff\r\n0\r\n\r\n" }),
    },
    {
      id: "dropped-compressed-stream-is-an-error",
      ...brokenOff,
      title: "A compressed stream whose connection breaks off is an error, after the events before it",
      run: (t) => breaksAfterAnEvent(t, coded("gzip")),
    },
    {
      id: "compression-is-refused",
      title: "A compressed stream is an error, never events out of compressed bytes, and its connection is closed",
      policy: { compression: "refused" },
      async run(t) {
        const script = play(t, coded("gzip"), send("data: 1\n\n"));
        const { data } = await untilFailure(t, t.connect(script.url));
        t.equal(data, [], "the events before the error");
        await clientCloses(t, script);
      },
    },
  ],
};
