import { type Group, message, spec, typed, vector } from "./vector.ts";

export const endOfStream: Group = {
  name: "end of stream",
  spec: spec.interpretation,
  needs: [],
  vectors: [
    vector("empty-stream", "A stream without a byte has no event", "", []),
    vector("only-line-ends", "A stream of nothing but line ends dispatches nothing", "\n\r\n\r\n\n\r", []),
    vector("event-without-blank-line", "An event without its blank line is discarded", "data: a\n", []),
    vector("event-without-line-end", "An event whose line does not end is discarded", "data: a", []),
    vector("event-without-blank-line-crlf", "An event without its blank line is discarded, after CRLF too", "data: a\r\n", []),
    vector("event-without-blank-line-cr", "An event without its blank line is discarded, after CR too", "data: a\r", []),
    vector("last-event-without-blank-line", "The last event without its blank line is discarded", "data: a\n\ndata: b\n", [message("a")]),
    vector("last-event-without-line-end", "The last event whose line does not end is discarded", "data: a\n\ndata: b", [message("a")]),
    vector("last-of-several-lines", "An unfinished event of several lines is discarded whole", "data: a\n\ndata: b\ndata: c\nevent: x\n", [
      message("a"),
    ]),
    vector("unfinished-name", "A line that ends within the field's name is discarded", "data: a\n\ndat", [message("a")]),
    vector("unfinished-type", "An unfinished event with a type is discarded", "data: a\n\nevent: x\ndata: b\n", [message("a")]),
    vector("unfinished-empty-data", "An unfinished event with empty data is discarded", "data: a\n\ndata\n", [message("a")]),
    vector("unfinished-lone-space", "A space where the blank line should be does not finish an event", "data: a\n ", []),
    vector("finished-by-cr", "A blank line that ends in CR finishes the last event", "data: a\n\ndata: b\n\r", [
      message("a"),
      message("b"),
    ]),
    vector("finished-by-lone-cr", "A last CR after a CR finishes the last event", "event: x\rdata: a\r\r", [typed("x", "a")]),
    vector(
      "unfinished-character",
      "A character cut off by the end of the stream changes no event before it",
      ["data: a\n\n", [0xe4, 0xbd]],
      [message("a")],
      {
        spec: spec.utf8Decoder,
      },
    ),
    vector(
      "unfinished-character-in-data",
      "A character cut off by the end of the stream does not finish an event",
      ["data: a\n\ndata: b", [0xf0, 0x9f, 0x8e]],
      [message("a")],
      {
        spec: spec.utf8Decoder,
      },
    ),
  ],
};
