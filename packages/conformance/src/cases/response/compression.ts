import type { CaseContext } from "../../case.ts";
import type { ContentCoding, Step } from "../../server/scenario.ts";
import type { Group, SourceCase } from "../group.ts";
import { promise, rfc9110 } from "../specifications.ts";
import { clientCloses, end, nextData, play, send, untilFailure } from "../streams.ts";

const codings: readonly ContentCoding[] = ["gzip", "deflate", "br"];
const coded = (coding: ContentCoding): Step => ({ do: "head", headers: { "content-type": "text/event-stream" }, coding });

/** Reads an event, then lets the connection break off, after `fault` where there is one, and fails unless that is an error. */
async function breaksAfterAnEvent(t: CaseContext, ...fault: Step[]): Promise<void> {
  const script = play(t, coded("gzip"), send("data: 1\n\n"), { do: "wait", for: "first" }, ...fault, { do: "close" });
  const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
  t.equal(await nextData(t, iterator, "the event before the fault"), "1", "the event before the fault");
  script.release("first");
  await untilFailure(t, Promise.resolve({ [Symbol.asyncIterator]: () => iterator }));
}

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
    {
      id: "corrupt-compression-is-an-error",
      title: "Compressed data that is none is an error, after the events before it",
      async run(t) {
        await breaksAfterAnEvent(t, { do: "raw", text: "8\r\n\xff\xff\xff\xff\r\n0\r\n\r\n" });
      },
    },
    {
      id: "dropped-compressed-stream-is-an-error",
      title: "A compressed stream whose connection breaks off is an error, after the events before it",
      async run(t) {
        await breaksAfterAnEvent(t);
      },
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
