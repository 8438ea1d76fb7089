import type { Step } from "../../server/scenario.ts";
import type { Group, SourceCase } from "../group.ts";
import { fetchStandard, html } from "../specifications.ts";
import { clientCloses, delivers, end, play, send, untilFailure } from "../streams.ts";

const accepted: readonly (readonly [name: string, title: string, value: string | readonly string[]])[] = [
  ["plain", "text/event-stream", "text/event-stream"],
  ["in-upper-case", "TEXT/EVENT-STREAM", "TEXT/EVENT-STREAM"],
  ["with-a-parameter", "text/event-stream;charset=utf-8", "text/event-stream;charset=utf-8"],
  ["with-spaces-around-its-parameter", "text/event-stream ; charset=UTF-8", "text/event-stream ; charset=UTF-8"],
  ["with-a-quoted-parameter", 'text/event-stream; x="a, b"', 'text/event-stream; x="a, b"'],
  ["given-twice", "text/event-stream in two field lines", ["text/event-stream", "text/event-stream"]],
  ["last-in-a-list", "text/plain, text/event-stream", "text/plain, text/event-stream"],
];

const refused: readonly (readonly [name: string, title: string, value: string | undefined])[] = [
  ["missing", "no Content-Type", undefined],
  ["empty", "an empty Content-Type", ""],
  ["plain-text", "text/plain", "text/plain"],
  ["json", "application/json", "application/json; charset=utf-8"],
  ["html", "text/html", "text/html"],
  ["longer", "text/event-streamx", "text/event-streamx"],
  ["with-a-suffix", "text/event-stream+json", "text/event-stream+json"],
  ["of-another-type", "application/event-stream", "application/event-stream"],
  ["only-in-a-parameter", "text/plain; x=text/event-stream", "text/plain; x=text/event-stream"],
];

const stream = (value: string | readonly string[] | undefined): Step => ({
  do: "head",
  headers: value === undefined ? {} : { "content-type": value },
});

export const contentTypes: Group = {
  level: "must",
  spec: html("sse-processing-model"),
  needs: ["connect"],
  cases: [
    ...accepted.map(
      ([name, title, value]): SourceCase => ({
        id: `content-type-${name}`,
        title: `${title} is an event stream`,
        spec: fetchStandard("concept-header-extract-mime-type"),
        async run(t) {
          await delivers(t, play(t, stream(value), send("data: x\n\n"), end), ["x"]);
        },
      }),
    ),
    ...refused.map(
      ([name, title, value]): SourceCase => ({
        id: `content-type-${name}-is-refused`,
        title: `${title} isn't an event stream: an error, without an event`,
        async run(t) {
          const { data } = await untilFailure(t, t.connect(play(t, stream(value), send("data: x\n\n"), end).url));
          t.equal(data, [], "the events before the error");
        },
      }),
    ),
    {
      id: "charset-parameter-is-ignored",
      title: "The stream is UTF-8, whatever charset the content type names",
      spec: html("parsing-an-event-stream"),
      async run(t) {
        const script = play(t, stream("text/event-stream; charset=iso-8859-1"), send("data: Grüße\n\n"), end);
        await delivers(t, script, ["Grüße"]);
      },
    },
    {
      id: "stream-of-another-type-is-closed",
      title: "A response of another type that never ends is closed by the client",
      async run(t) {
        const script = play(t, stream("text/html"), { do: "repeat", steps: [send("<p>".repeat(10_000))] });
        await t.failure(t.connect(script.url));
        await clientCloses(t, script);
      },
    },
  ],
};
