import { type Group, message, spec, typed, vector } from "./vector.ts";

/** A type that must arrive as it was sent. */
const verbatim = (id: string, title: string, type: string) => vector(id, title, `event: ${type}\ndata: a\n\n`, [typed(type, "a")]);

export const eventType: Group = {
  name: "event type",
  spec: spec.dispatch,
  needs: ["event-type"],
  vectors: [
    vector("type-defaults-to-message", "The event type is message where the block names none", "data: a\n\nevent: x\ndata: b\n\n", [
      message("a"),
      typed("x", "b"),
    ]),
    vector("type-is-set", "The event field sets the event type", "event: x\ndata: a\n\n", [typed("x", "a")]),
    vector("type-after-data", "The event field may follow the data", "data: a\nevent: x\n\n", [typed("x", "a")]),
    vector("type-is-reset", "The event type is reset after an event", "event: x\ndata: a\n\ndata: b\n\n", [typed("x", "a"), message("b")]),
    vector(
      "type-is-reset-without-data",
      "The event type is reset by a blank line that dispatches nothing",
      "event: x\n\ndata: a\n\nevent: y\ndata: b\n\n",
      [message("a"), typed("y", "b")],
    ),
    vector("type-without-data", "A block with an event type but no data dispatches nothing", "event: x\n\nevent: y\ndata: a\n\n", [
      typed("y", "a"),
    ]),
    vector("type-with-empty-data", "An event with a type and empty data is dispatched", "event: x\ndata:\n\n", [typed("x", "")]),
    vector("type-last-wins", "The last event field of a block counts", "event: x\nevent: y\ndata: a\n\n", [typed("y", "a")]),
    vector(
      "type-empty-resets",
      "An empty event field sets the type back to message",
      "event: x\nevent:\ndata: a\n\nevent: y\ndata: b\n\n",
      [message("a"), typed("y", "b")],
    ),
    vector(
      "type-without-colon-resets",
      "An event field without a colon sets the type back to message",
      "event: x\nevent\ndata: a\n\nevent: y\ndata: b\n\n",
      [message("a"), typed("y", "b")],
    ),
    vector("type-empty", "An empty event field means message", "event:\ndata: a\n\nevent: y\ndata: b\n\n", [message("a"), typed("y", "b")]),
    vector("type-of-a-space", "An event field of one space means message", "event: \ndata: a\n\nevent: y\ndata: b\n\n", [
      message("a"),
      typed("y", "b"),
    ]),
    vector("type-of-two-spaces", "An event field of two spaces is the type of one space", "event:  \ndata: a\n\n", [typed(" ", "a")]),
    vector("type-keeps-spaces", "Spaces within and after a type are kept", "event:  x y \ndata: a\n\n", [typed(" x y ", "a")]),
    vector("type-message-explicitly", "The type message may be named", "event: message\ndata: a\n\nevent: y\ndata: b\n\n", [
      message("a"),
      typed("y", "b"),
    ]),
    verbatim("type-keeps-case", "Types are not case folded", "Message"),
    verbatim("type-with-colon", "A type may contain a colon", "a:b: c"),
    verbatim("type-with-dots", "A type may contain dots and dashes", "response.output_text.delta-1"),
    verbatim("type-non-ascii", "A type may contain any character", "grüße-你好-🎉"),
    verbatim("type-error", "The type error is a type like any other", "error"),
    verbatim("type-open", "The type open is a type like any other", "open"),
    verbatim("type-close", "The type close is a type like any other", "close"),
    verbatim("type-end", "The type end is a type like any other", "end"),
    verbatim("type-proto", "The type __proto__ is a type like any other", "__proto__"),
    verbatim("type-constructor", "The type constructor is a type like any other", "constructor"),
    verbatim("type-the-word-null", "The type null is a type like any other", "null"),
    verbatim("type-the-digit-zero", "The type 0 is a type like any other", "0"),
    vector("type-with-null", "A type may contain U+0000: only id rejects it", "event: a\u0000b\ndata: a\n\n", [typed("a\u0000b", "a")], {
      spec: spec.field,
    }),
    vector("type-each-its-own", "Each event has its own type", "event: x\ndata: a\n\nevent: y\ndata: b\n\ndata: c\n\n", [
      typed("x", "a"),
      typed("y", "b"),
      message("c"),
    ]),
  ],
};
