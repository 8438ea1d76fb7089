import { type Group, message, spec, typed, vector } from "./vector.ts";

/** A value that must arrive as it was sent. */
const verbatim = (id: string, title: string, value: string) => vector(id, title, `data: ${value}\n\n`, [message(value)]);

export const data: Group = {
  name: "data",
  spec: spec.field,
  needs: [],
  vectors: [
    vector("one-line", "A data line becomes the event's data", "data: hello\n\n", [message("hello")]),
    vector("two-lines", "Two data lines are joined by a line feed", "data: a\ndata: b\n\n", [message("a\nb")]),
    vector("three-lines", "Three data lines are joined by line feeds", "data: a\ndata: b\ndata: c\n\n", [message("a\nb\nc")]),
    vector("lines-of-crlf-are-joined-by-lf", "Data lines are joined by LF, however they ended", "data: a\r\ndata: b\r\n\r\n", [
      message("a\nb"),
    ]),
    vector("empty-value", "A data field with an empty value dispatches an event with empty data", "data:\n\n", [message("")]),
    vector("empty-value-after-space", "A data field of one space dispatches an event with empty data", "data: \n\n", [message("")]),
    vector("empty-value-without-colon", "A data field without a colon dispatches an event with empty data", "data\n\n", [message("")]),
    vector("two-spaces", "A data field of two spaces dispatches an event whose data is a space", "data:  \n\n", [message(" ")]),
    vector("two-empty-lines", "Two empty data fields dispatch one line feed", "data:\ndata:\n\n", [message("\n")]),
    vector("three-empty-lines", "Three empty data fields dispatch two line feeds", "data:\ndata:\ndata:\n\n", [message("\n\n")]),
    vector("empty-then-text", "An empty data field before another counts as a line", "data:\ndata: a\n\n", [message("\na")]),
    vector("text-then-empty", "An empty data field after another counts as a line", "data: a\ndata:\n\n", [message("a\n")]),
    vector("text-empty-text", "An empty data field between others counts as a line", "data: a\ndata\ndata: b\n\n", [message("a\n\nb")]),
    vector("only-the-last-line-feed-is-removed", "Only one line feed is removed at the end", "data: a\ndata:\ndata:\n\n", [
      message("a\n\n"),
    ]),
    vector("data-is-not-kept-for-the-next-event", "The data buffer is empty again after an event", "data: a\n\ndata: b\n\n", [
      message("a"),
      message("b"),
    ]),
    vector("empty-data-between-events", "An event with empty data is not lost between others", "data: a\n\ndata:\n\ndata: b\n\n", [
      message("a"),
      message(""),
      message("b"),
    ]),
    vector("leading-space-of-later-lines", "The space is removed from every data line", "data: a\ndata:  b\ndata:c\n\n", [
      message("a\n b\nc"),
    ]),
    vector("indented-json", "JSON over several lines keeps its indentation", 'data: {\ndata:   "a": 1\ndata: }\n\n', [
      message('{\n  "a": 1\n}'),
    ]),
    verbatim("json", "JSON arrives as it was sent", '{"a":[1,2,{"b":null}],"c":"\\n\\u0041"}'),
    verbatim("done-marker", "[DONE] is data like any other", "[DONE]"),
    verbatim("the-word-null", "The text null is data like any other", "null"),
    verbatim("the-word-undefined", "The text undefined is data like any other", "undefined"),
    verbatim("the-digit-zero", "The text 0 is data like any other", "0"),
    verbatim("the-word-false", "The text false is data like any other", "false"),
    verbatim("html", "Markup arrives as it was sent", "<b>a &amp; b</b>"),
    verbatim("percent-escapes", "Percent escapes arrive as they were sent", "%0A%20+%41"),
    verbatim("quotes", "Quotation marks arrive as they were sent", "\"a\" 'b' `c`"),
    verbatim("backslashes", "Backslashes arrive as they were sent", "C:\\new\\test\\"),
    verbatim("looks-like-a-field", "Data may look like a field", "data: a"),
    verbatim("looks-like-a-comment", "Data may look like a comment", ": a"),
    verbatim("dollar-signs", "Data may hold what is special to a replacement pattern", "$& $1 $$ $`"),
    verbatim("control-characters", "Control characters other than CR and LF arrive as they were sent", "\u0001\u0008\u001b[31m\u007f"),
    vector("done-marker-does-not-end-the-stream", "Events after [DONE] are delivered", "data: [DONE]\n\ndata: a\n\n", [
      message("[DONE]"),
      message("a"),
    ]),
    vector(
      "ten-events",
      "Every event of many is delivered, in order",
      "0123456789".replace(/./g, "data: $&\n\n"),
      [..."0123456789"].map((digit) => message(digit)),
    ),
    vector("same-event-twice", "The same event twice is two events", "event: x\ndata: a\n\nevent: x\ndata: a\n\n", [
      typed("x", "a"),
      typed("x", "a"),
    ]),
  ],
};
