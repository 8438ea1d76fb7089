import type { HeadStep, Step } from "../../server/scenario.ts";
import type { Group, SourceCase } from "../group.ts";
import { rfc9112 } from "../specifications.ts";
import { clientCloses, delivers, end, play, send, tellsOfBreaks, untilFailure } from "../streams.ts";

const eventStream = { "content-type": "text/event-stream" };
const framed = (head: Omit<HeadStep, "do" | "headers">): Step => ({ do: "head", headers: eventStream, ...head });
const rawHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

/** A stream in an uncommon but correct framing. */
function readCase(name: string, title: string, section: string, ...steps: Step[]): SourceCase {
  return {
    id: name,
    title,
    spec: rfc9112(section),
    async run(t) {
      await delivers(t, play(t, ...steps), ["1", "2"]);
    },
  };
}

/** A stream that breaks what its framing promised. */
function brokenCase(name: string, title: string, section: string, data: readonly string[], ...steps: Step[]): SourceCase {
  return {
    id: name,
    title,
    spec: rfc9112(section),
    ...tellsOfBreaks,
    async run(t) {
      t.equal((await untilFailure(t, t.connect(play(t, ...steps).url))).data, data, "the events before the error");
    },
  };
}

const events = send("data: 1\n\ndata: 2\n\n");
const length = "data: 1\n\ndata: 2\n\n".length;

export const framing: Group = {
  level: "must",
  spec: rfc9112("6.3"),
  needs: ["connect"],
  cases: [
    readCase("http-1.0", "A response in HTTP/1.0 is read until the connection closes", "6.3", framed({ version: "1.0" }), events, end),
    readCase(
      "until-the-connection-closes",
      "A response without a length is read until the connection closes",
      "6.3",
      framed({ framing: "close" }),
      events,
      end,
    ),
    readCase("content-length", "A response with a Content-Length is read to that length", "6.3", framed({ framing: length }), events, end),
    readCase(
      "chunk-extensions",
      "Chunk extensions are not data",
      "7.1.1",
      { do: "raw", text: `${rawHead}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n` },
      { do: "raw", text: '9;name=value;other="a;b"\r\ndata: 1\n\n\r\n0009;x\r\ndata: 2\n\n\r\n0;last\r\n\r\n' },
      { do: "close" },
    ),
    readCase("trailers", "Trailer fields are not data", "7.1.2", framed({}), events, { do: "end", trailers: { data: "3", "x-sum": "4" } }),
    readCase(
      "chunks-cut-events",
      "A chunk may end anywhere within an event",
      "7.1",
      framed({}),
      {
        do: "body",
        text: "data: 1\n\ndata: 2\n\n",
        pieces: 3,
      },
      end,
    ),
    readCase(
      "reason-phrase-may-be-missing",
      "A status line may lack its reason phrase",
      "4",
      { do: "raw", text: `HTTP/1.1 200 \r\nContent-Type:text/event-stream\r\nConnection: close\r\n\r\ndata: 1\n\ndata: 2\n\n` },
      { do: "close" },
    ),
    readCase(
      "header-names-in-any-case",
      "Header names are read in any case, with or without space before their value",
      "5",
      { do: "raw", text: "HTTP/1.1 200 OK\r\ncOnTeNt-TyPe:\t text/event-stream \r\nCONNECTION: close\r\n\r\ndata: 1\n\ndata: 2\n\n" },
      { do: "close" },
    ),
    brokenCase(
      "content-length-not-reached",
      "A stream that ends before its Content-Length is an error, after the events before it",
      "8",
      ["1", "2"],
      framed({ framing: length + 1 }),
      events,
      { do: "close" },
    ),
    brokenCase(
      "last-chunk-missing",
      "A chunked stream that ends without its last chunk is an error, after the events before it",
      "8",
      ["1", "2"],
      framed({}),
      events,
      { do: "close" },
    ),
    brokenCase(
      "cut-within-a-chunk",
      "A stream that ends within a chunk is an error, after the events before it",
      "8",
      ["1"],
      framed({}),
      {
        do: "raw",
        text: "ff\r\ndata: 1\n\ndata: 2\n",
      },
      { do: "close" },
    ),
    brokenCase(
      "chunk-size-that-is-none",
      "A chunk size that isn't a number is an error, after the events before it",
      "7.1",
      ["1"],
      framed({}),
      send("data: 1\n\n"),
      { do: "delay", milliseconds: 50 },
      { do: "raw", text: "zz\r\ndata: 2\n\n\r\n" },
    ),
    {
      id: "answer-that-is-not-http",
      title: "An answer that is not HTTP is an error",
      spec: rfc9112("2.2"),
      async run(t) {
        const script = play(t, { do: "raw", text: "data: 1\n\ndata: 2\n\n" }, { do: "close" });
        t.equal((await untilFailure(t, t.connect(script.url))).data, [], "the events before the error");
      },
    },
    {
      id: "content-length-exceeded",
      title: "What follows after the Content-Length is not part of the stream",
      async run(t) {
        const script = play(t, framed({ framing: length }), send("data: 1\n\ndata: 2\n\ndata: 3\n\n"), { do: "close" });
        const data: string[] = [];
        const reading = (async () => {
          for await (const event of await t.connect(script.url)) data.push(event.data);
        })();
        // Whether the surplus is worth an error is the client's choice.
        await t.within(Promise.allSettled([reading]), "the iteration comes to an end");
        t.equal(data, ["1", "2"], "the events' data");
      },
    },
    {
      id: "header-section-without-end-is-refused",
      title: "A header section without end is an error, and its connection is closed",
      level: "should",
      spec: rfc9112("2.2"),
      async run(t) {
        const field: Step = { do: "raw", text: `x-filler: ${"x".repeat(1000)}\r\n`, times: 16 };
        const script = play(t, { do: "raw", text: rawHead }, { do: "repeat", times: 4096, steps: [field] });
        await untilFailure(t, t.connect(script.url));
        await clientCloses(t, script);
      },
    },
  ],
};
