import { type Group, message, spec, typed, vector } from "./vector.ts";

/** An ID that must arrive as it was sent. */
const verbatim = (id: string, title: string, value: string) => vector(id, title, `id: ${value}\ndata: a\n\n`, [message("a", value)]);

export const id: Group = {
  name: "id",
  spec: spec.lastEventId,
  needs: ["event-id"],
  vectors: [
    vector("id-is-set", "The id field sets the event's last event ID", "id: 1\ndata: a\n\n", [message("a", "1")]),
    vector("id-after-data", "The id field may follow the data", "data: a\nid: 1\n\n", [message("a", "1")]),
    vector("id-persists", "The last event ID persists over events that carry none", "id: 1\ndata: a\n\ndata: b\n\ndata: c\n\n", [
      message("a", "1"),
      message("b", "1"),
      message("c", "1"),
    ]),
    vector("id-changes", "Each event may set a new ID", "id: 1\ndata: a\n\nid: 2\ndata: b\n\n", [message("a", "1"), message("b", "2")]),
    vector("id-last-wins", "The last id field of a block counts", "id: 1\nid: 2\ndata: a\n\n", [message("a", "2")]),
    vector("id-empty-resets", "An empty id field resets the last event ID", "id: 1\ndata: a\n\nid:\ndata: b\n\ndata: c\n\n", [
      message("a", "1"),
      message("b", ""),
      message("c", ""),
    ]),
    vector("id-without-colon-resets", "An id field without a colon resets the last event ID", "id: 1\ndata: a\n\nid\ndata: b\n\n", [
      message("a", "1"),
      message("b", ""),
    ]),
    vector("id-of-a-space-resets", "An id field of one space resets the last event ID", "id: 1\ndata: a\n\nid: \ndata: b\n\n", [
      message("a", "1"),
      message("b", ""),
    ]),
    vector("id-of-two-spaces", "An id field of two spaces is an ID of one space", "id:  \ndata: a\n\n", [message("a", " ")]),
    vector("id-reset-within-a-block", "An empty id field after another in the same block resets it", "id: 1\nid:\ndata: a\n\n", [
      message("a", ""),
    ]),
    vector("id-without-data", "A block with an ID but no data dispatches nothing, and sets the last event ID", "id: 1\n\n", [], {
      lastEventId: "1",
      needs: ["last-event-id"],
      spec: spec.dispatch,
    }),
    vector(
      "id-without-data-shows-in-the-next-event",
      "An ID set by a block without data is the next event's",
      "id: 1\n\ndata: a\n\n",
      [message("a", "1")],
      { spec: spec.dispatch },
    ),
    vector(
      "id-empty-without-data",
      "An empty id field in a block without data resets the last event ID",
      "id: 1\ndata: a\n\nid:\n\ndata: b\n\n",
      [message("a", "1"), message("b", "")],
      { spec: spec.dispatch },
    ),
    vector(
      "id-with-type-but-no-data",
      "A block with ID and type but no data dispatches nothing, and sets the last event ID",
      "event: x\nid: 1\n\ndata: a\n\n",
      [message("a", "1")],
      { spec: spec.dispatch },
    ),
    vector(
      "id-is-committed-at-the-blank-line",
      "An ID counts only once its block's blank line has come",
      "id: 1\ndata: a\n\nid: 2\n",
      [message("a", "1")],
      { lastEventId: "1", needs: ["last-event-id"], spec: spec.dispatch },
    ),
    vector(
      "id-of-an-unfinished-event",
      "The ID of an unfinished event is discarded with it",
      "id: 1\ndata: a\n\nid: 2\ndata: b\n",
      [message("a", "1")],
      { lastEventId: "1", needs: ["last-event-id"], spec: spec.dispatch },
    ),
    vector("id-of-the-first-unfinished-event", "The ID of an only, unfinished event is discarded", "id: 1\ndata: a\n", [], {
      lastEventId: "",
      needs: ["last-event-id"],
      spec: spec.dispatch,
    }),
    vector("id-does-not-reach-back", "An ID does not reach back to the event before", "data: a\n\nid: 1\ndata: b\n\n", [
      message("a", ""),
      message("b", "1"),
    ]),
    vector("id-with-null", "An id field that contains U+0000 is ignored", "id: a\u0000b\ndata: a\n\n", [message("a", "")], {
      spec: spec.field,
    }),
    vector("id-with-null-at-the-start", "An id field that begins with U+0000 is ignored", "id: \u0000a\ndata: a\n\n", [message("a", "")], {
      spec: spec.field,
    }),
    vector("id-with-null-at-the-end", "An id field that ends in U+0000 is ignored", "id: a\u0000\ndata: a\n\n", [message("a", "")], {
      spec: spec.field,
    }),
    vector("id-of-null-alone", "An id field of U+0000 alone is ignored", "id: \u0000\ndata: a\n\n", [message("a", "")], {
      spec: spec.field,
    }),
    vector(
      "id-with-null-keeps-the-last",
      "An ignored id field leaves the last event ID as it was",
      "id: 1\ndata: a\n\nid: 2\u0000\ndata: b\n\n",
      [message("a", "1"), message("b", "1")],
      { spec: spec.field },
    ),
    vector(
      "id-with-null-keeps-that-of-its-block",
      "An ignored id field leaves an earlier one of its block as it was",
      "id: 1\nid: 2\u0000\ndata: a\n\n",
      [message("a", "1")],
      { spec: spec.field },
    ),
    vector("id-with-null-then-another", "An id field after an ignored one counts", "id: 1\u0000\nid: 2\ndata: a\n\n", [message("a", "2")], {
      spec: spec.field,
    }),
    vector("id-keeps-spaces", "Spaces within and after an ID are kept", "id:  a b \ndata: a\n\n", [message("a", " a b ")]),
    verbatim("id-with-colon", "An ID may contain colons", "a:b: c"),
    verbatim("id-the-digit-zero", "The ID 0 is an ID like any other", "0"),
    verbatim("id-the-word-null", "The ID null is an ID like any other", "null"),
    verbatim("id-the-word-undefined", "The ID undefined is an ID like any other", "undefined"),
    verbatim("id-leading-zeros", "An ID is text: its leading zeros are kept", "007"),
    verbatim("id-large-number", "An ID is text: a number beyond 2^53 keeps its digits", "9007199254740993"),
    verbatim("id-uuid", "An ID may be a UUID", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
    verbatim("id-latin-1", "An ID may contain characters of Latin-1", "grüße"),
    verbatim("id-beyond-latin-1", "An ID may contain characters beyond Latin-1", "…你好🎉"),
    verbatim("id-with-tab", "An ID may contain a tab", "a\tb"),
    verbatim("id-with-comma", "An ID may contain commas and semicolons", "a,b;c=d"),
    vector(
      "id-invalid-utf-8",
      "An ID with bytes that are not UTF-8 has U+FFFD in their place",
      ["id: a", [0xff], "b\ndata: a\n\n"],
      [message("a", "a\ufffdb")],
      {
        spec: spec.utf8Decoder,
      },
    ),
    vector(
      "id-with-everything",
      "An ID stays with its event, whatever else the block holds",
      "retry: 5\nid: 1\nevent: x\n: hello\ndata: a\nfoo: bar\n\n",
      [typed("x", "a", "1")],
      { reconnectionTime: 5 },
    ),
  ],
};
