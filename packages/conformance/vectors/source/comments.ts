import { type Group, message, spec, typed, vector } from "./vector.ts";

export const comments: Group = {
  name: "comments",
  spec: spec.interpretation,
  needs: [],
  vectors: [
    vector("comment-alone", "A comment dispatches nothing", ": hello\n\n", [], { comments: ["hello"] }),
    vector("comment-empty", "A line of a colon alone is a comment", ":\n\n", [], { comments: [""] }),
    vector("comment-before-data", "A comment before the data leaves it alone", ": hello\ndata: a\n\n", [message("a")], {
      comments: ["hello"],
    }),
    vector("comment-after-data", "A comment after the data leaves it alone", "data: a\n: hello\n\n", [message("a")], {
      comments: ["hello"],
    }),
    vector("comment-between-data-lines", "A comment between data lines adds none", "data: a\n: hello\ndata: b\n\n", [message("a\nb")], {
      comments: ["hello"],
    }),
    vector("comment-that-looks-like-data", "A comment may look like a field", ":data: a\n: data: b\ndata: c\n\n", [message("c")], {
      comments: ["data: a", "data: b"],
    }),
    vector("comment-of-colons", "A line of colons is a comment", "::::\ndata: a\n\n", [message("a")], { comments: [":::"] }),
    vector("comment-with-crlf", "A comment may end in CRLF", ": hello\r\ndata: a\r\n\r\n", [message("a")], { comments: ["hello"] }),
    vector("comment-with-cr", "A comment may end in CR", ": hello\rdata: a\r\r", [message("a")], { comments: ["hello"] }),
    vector(
      "comment-does-not-dispatch",
      "A comment followed by a blank line after an event dispatches nothing",
      "data: a\n\n: hello\n\ndata: b\n\n",
      [message("a"), message("b")],
      { comments: ["hello"] },
    ),
    vector("comment-without-blank-line", "A comment need not be followed by a blank line", ": a\n: b\ndata: c\n\n", [message("c")], {
      comments: ["a", "b"],
    }),
    vector(
      "comment-heartbeats",
      "Heartbeat comments between events leave them alone",
      "data: a\n\n:\n\n:\n\n: ping\n\ndata: b\n\n",
      [message("a"), message("b")],
      { comments: ["", "", "ping"] },
    ),
    vector(
      "comment-does-not-reset-the-type",
      "A comment does not reset the event type",
      "event: x\n: hello\ndata: a\n\n",
      [typed("x", "a")],
      { needs: ["event-type"], comments: ["hello"] },
    ),
    vector("comment-with-null", "A comment may contain U+0000", ": a\u0000b\ndata: a\n\n", [message("a")], { comments: ["a\u0000b"] }),
    vector(
      "comment-invalid-utf-8",
      "A comment may contain bytes that are not UTF-8",
      [": ", [0xff, 0xc3, 0x28], "\ndata: a\n\n"],
      [message("a")],
      {
        spec: spec.utf8Decoder,
        comments: ["\ufffd\ufffd("],
      },
    ),
    vector("comment-non-ascii", "A comment may contain any character", ": grüße 你好 🎉\ndata: a\n\n", [message("a")], {
      comments: ["grüße 你好 🎉"],
    }),
    vector(
      "space-before-colon-is-no-comment",
      "A line that begins with a space is not a comment but a field of an unknown name",
      " : a\ndata: b\n\n",
      [message("b")],
      { comments: [] },
    ),
    vector(
      "comment-padding",
      "A comment of 2 KiB, sent to fill a proxy's buffer, dispatches nothing",
      `:${" ".repeat(2048)}\n\ndata: a\n\n`,
      [message("a")],
      { comments: [" ".repeat(2047)] },
    ),
    vector("comment-at-the-end", "A comment that the end of the stream cuts off dispatches nothing", "data: a\n\n: hel", [message("a")], {
      comments: [],
    }),
  ],
};
