import { type Group, message, spec, typed, vector } from "./vector.ts";

/** Streams in which a line that is not a data field must not count as one: only the second data line is left. */
const notData = (id: string, title: string, line: string) => vector(id, title, `${line}\ndata: b\n\n`, [message("b")]);

export const fieldGrammar: Group = {
  name: "field grammar",
  spec: spec.interpretation,
  needs: [],
  vectors: [
    vector("one-space-is-stripped", "One space after the colon is removed", "data: a\n\n", [message("a")]),
    vector("no-space", "The space after the colon is optional", "data:a\n\n", [message("a")]),
    vector("only-one-space-is-stripped", "Only the first of two spaces after the colon is removed", "data:  a\n\n", [message(" a")]),
    vector("trailing-spaces-are-kept", "Spaces at the end of a value are kept", "data: a  \n\n", [message("a  ")]),
    vector("tab-is-not-stripped", "A tab after the colon is kept", "data:\ta\n\n", [message("\ta")]),
    vector("space-then-tab", "A tab after the space is kept", "data: \ta\n\n", [message("\ta")]),
    vector("no-break-space-is-not-stripped", "A no-break space after the colon is kept", "data:\u00a0a\n\n", [message("\u00a0a")]),
    vector("ideographic-space-is-not-stripped", "An ideographic space after the colon is kept", "data:\u3000a\n\n", [message("\u3000a")]),
    vector("vertical-tab-is-not-stripped", "U+000B after the colon is kept", "data:\u000ba\n\n", [message("\u000ba")]),
    vector("trailing-tab-is-kept", "A tab at the end of a value is kept", "data: a\t\n\n", [message("a\t")]),
    vector("first-colon-divides", "Only the first colon divides a line", "data: a: b:c\n\n", [message("a: b:c")]),
    vector("two-colons", "A second colon at once is the value's first character", "data:: a\n\n", [message(": a")]),
    vector("colon-space-colon", "After the removed space a colon is part of the value", "data: : a\n\n", [message(": a")]),
    vector("colon-only-value", "A value may be a colon", "data::\n\n", [message(":")]),
    vector("url-value", "A value may be a URL", "data: https://example.com:8080/?a=b: c\n\n", [
      message("https://example.com:8080/?a=b: c"),
    ]),
    vector("no-colon", "A line without a colon is a field with an empty value", "data\n\n", [message("")]),
    vector("no-colon-twice", "Two data fields without a colon make one line feed", "data\ndata\n\n", [message("\n")]),
    notData("unknown-field", "A field of an unknown name is ignored", "foo: a"),
    notData("unknown-field-without-colon", "A line without a colon whose name is unknown is ignored", "foo"),
    notData("upper-case-name", "Field names are compared without case folding: DATA is unknown", "DATA: a"),
    notData("capitalised-name", "Field names are compared without case folding: Data is unknown", "Data: a"),
    notData("space-before-name", "A space before the name belongs to the name", " data: a"),
    notData("tab-before-name", "A tab before the name belongs to the name", "\tdata: a"),
    notData("space-after-name", "A space before the colon belongs to the name", "data : a"),
    notData("longer-name", "A name that merely begins with a known one is unknown", "dataset: a"),
    notData("shorter-name", "A beginning of a known name is unknown", "dat: a"),
    notData("name-with-suffix-and-no-colon", "A known name followed by more text without a colon is unknown", "data a"),
    notData("name-with-equals-sign", "An equals sign does not divide a line", "data=a"),
    notData("quoted-name", "A quoted name is unknown", '"data": a'),
    notData("name-with-null", "A name with U+0000 in it is unknown", "da\u0000ta: a"),
    notData("name-with-trailing-null", "A name with U+0000 after it is unknown", "data\u0000: a"),
    notData("name-with-zero-width-space", "A name with U+200B before it is unknown", "\u200bdata: a"),
    notData("full-width-name", "Names are compared without normalisation", "\uff44\uff41\uff54\uff41: a"),
    notData("full-width-colon", "A full-width colon does not divide a line", "data\uff1a a"),
    notData("name-proto", "A field named __proto__ is unknown", "__proto__: a"),
    notData("name-constructor", "A field named constructor is unknown", "constructor: a"),
    notData("name-to-string", "A field named toString, without a colon, is unknown", "toString"),
    notData("json-line", "A line of JSON is a field of an unknown name", '{"data": "a"}'),
    notData("http-header-line", "A line that looks like an HTTP header is a field of an unknown name", "Content-Type: text/event-stream"),
    vector("name-message", "A field named message is unknown, though it is an event type", "message: a\n\n", []),
    vector(
      "name-case-of-event",
      "Field names are compared without case folding: Event is unknown",
      "Event: x\ndata: a\n\n",
      [message("a")],
      {
        needs: ["event-type"],
      },
    ),
    vector(
      "name-case-of-id",
      "Field names are compared without case folding: ID and Id are unknown",
      "ID: 1\nId: 2\ndata: a\n\n",
      [message("a")],
      {
        needs: ["event-id"],
      },
    ),
    vector(
      "name-case-of-retry",
      "Field names are compared without case folding: Retry is unknown",
      "Retry: 5\nRETRY: 6\ndata: a\n\n",
      [message("a")],
      {
        needs: ["reconnection-time"],
      },
    ),
    vector("name-space-after-event", "A space before the colon makes event unknown", "event : x\ndata: a\n\n", [message("a")], {
      needs: ["event-type"],
    }),
    vector("name-space-after-id", "A space before the colon makes id unknown", "id : 1\ndata: a\n\n", [message("a")], {
      needs: ["event-id"],
    }),
    vector("name-last-event-id", "A field named lastEventId is unknown", "lastEventId: 1\nLast-Event-ID: 2\ndata: a\n\n", [message("a")], {
      needs: ["event-id"],
    }),
    vector("name-type", "A field named type is unknown", "type: x\ndata: a\n\n", [message("a")], { needs: ["event-type"] }),
    vector("field-order", "The order of the fields does not matter", "data: a\nid: 1\nevent: x\n\n", [typed("x", "a", "1")]),
    vector("field-order-reversed", "Fields may stand between data lines", "data: a\nevent: x\ndata: b\nid: 1\ndata: c\n\n", [
      typed("x", "a\nb\nc", "1"),
    ]),
    vector("unknown-fields-only", "A block of unknown fields dispatches nothing", "foo: a\nbar: b\n\ndata: c\n\n", [message("c")]),
  ],
};
