import { type Group, message, spec, typed, vector } from "./vector.ts";

const BOM = [0xef, 0xbb, 0xbf];

export const byteOrderMark: Group = {
  name: "byte order mark",
  spec: spec.utf8Decode,
  needs: [],
  vectors: [
    vector("bom-is-stripped", "A byte order mark at the start of the stream is stripped", [BOM, "data: a\n\n"], [message("a")]),
    vector("bom-then-comment", "A byte order mark before a comment is stripped", [BOM, ": hello\ndata: a\n\n"], [message("a")], {
      comments: ["hello"],
    }),
    vector("bom-then-blank-line", "A byte order mark before a blank line is stripped", [BOM, "\ndata: a\n\n"], [message("a")]),
    vector("bom-then-cr", "A byte order mark before a CR is stripped", [BOM, "\rdata: a\r\r"], [message("a")]),
    vector(
      "bom-then-event-type",
      "A byte order mark before an event field is stripped",
      [BOM, "event: x\ndata: a\n\n"],
      [typed("x", "a")],
      {
        needs: ["event-type"],
      },
    ),
    vector("bom-then-id", "A byte order mark before an id field is stripped", [BOM, "id: 1\ndata: a\n\n"], [message("a", "1")], {
      needs: ["event-id"],
    }),
    vector("bom-alone", "A stream of nothing but a byte order mark has no event", [BOM], []),
    vector(
      "two-boms",
      "Only one byte order mark is stripped: the second belongs to the field's name",
      [BOM, BOM, "data: a\n\ndata: b\n\n"],
      [message("b")],
    ),
    vector(
      "two-boms-then-comment",
      "Only one byte order mark is stripped: the second keeps a comment from being one",
      [BOM, BOM, ":data: a\ndata: b\n\n"],
      [message("b")],
      { comments: [] },
    ),
    vector("three-boms", "Only one byte order mark of three is stripped", [BOM, BOM, BOM, "data: a\n\ndata: b\n\n"], [message("b")]),
    vector(
      "bom-in-the-second-line",
      "A byte order mark at the start of a later line belongs to the field's name",
      ["data: a\n", BOM, "data: b\n\n"],
      [message("a")],
    ),
    vector(
      "bom-in-the-second-event",
      "A byte order mark at the start of a later event belongs to the field's name",
      ["data: a\n\n", BOM, "data: b\n\ndata: c\n\n"],
      [message("a"), message("c")],
    ),
    vector(
      "bom-after-a-blank-line",
      "A byte order mark after a blank line is not at the start of the stream",
      ["\n", BOM, "data: a\n\ndata: b\n\n"],
      [message("b")],
    ),
    vector(
      "bom-alone-on-a-later-line",
      "A line that holds only a byte order mark is not blank",
      ["data: a\n", BOM, "\ndata: b\n\n"],
      [message("a\nb")],
    ),
    vector("bom-in-data", "A byte order mark within a value is kept", ["data: a", BOM, "b\n\n"], [message("a\ufeffb")]),
    vector("bom-at-the-start-of-data", "A byte order mark at the start of a value is kept", ["data: ", BOM, "a\n\n"], [message("\ufeffa")]),
    vector(
      "bom-before-the-space",
      "A byte order mark before the value's space keeps the space",
      ["data:", BOM, " a\n\n"],
      [message("\ufeff a")],
    ),
    vector("bom-at-the-end-of-data", "A byte order mark at the end of a value is kept", ["data: a", BOM, "\n\n"], [message("a\ufeff")]),
    vector(
      "bom-in-every-event",
      "A stream that begins with a byte order mark keeps those in its data",
      [BOM, "data: ", BOM, "\n\ndata: ", BOM, "\n\n"],
      [message("\ufeff"), message("\ufeff")],
    ),
    vector(
      "half-a-bom",
      "Two bytes of a byte order mark are an invalid sequence, not a mark",
      [[0xef, 0xbb], "data: a\n\ndata: b\n\n"],
      [message("b")],
      { spec: spec.utf8Decoder },
    ),
    vector(
      "utf-16-bom",
      "The byte order mark of UTF-16 is two invalid bytes and changes no encoding",
      [[0xff, 0xfe], "data: a\n\ndata: b\n\n"],
      [message("b")],
    ),
  ],
};
