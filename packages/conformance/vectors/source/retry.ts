import { type Group, message, spec, vector } from "./vector.ts";

/** A retry field that must be ignored, after one that counts. */
const ignored = (id: string, title: string, line: string) =>
  vector(id, title, `retry: 1\n${line}\ndata: a\n\n`, [message("a")], { reconnectionTime: 1 });

export const retry: Group = {
  name: "retry",
  spec: spec.field,
  needs: ["reconnection-time"],
  vectors: [
    vector("retry-is-set", "The retry field sets the reconnection time", "retry: 1500\ndata: a\n\n", [message("a")], {
      reconnectionTime: 1500,
    }),
    vector("retry-unset", "There is no reconnection time before a retry field", "data: a\n\n", [message("a")]),
    vector("retry-without-data", "A block of a retry field alone dispatches nothing", "retry: 1500\n\n", [], { reconnectionTime: 1500 }),
    vector("retry-counts-at-its-line", "A retry field counts when its line is read, without a blank line", "retry: 1500\n", [], {
      reconnectionTime: 1500,
    }),
    vector(
      "retry-in-an-unfinished-event",
      "A retry field counts though its event is never finished",
      "data: a\nretry: 1500\ndata: b\n",
      [],
      {
        reconnectionTime: 1500,
      },
    ),
    vector("retry-last-wins", "The last retry field counts", "retry: 1\nretry: 2\ndata: a\n\n", [message("a")], { reconnectionTime: 2 }),
    vector(
      "retry-persists",
      "The reconnection time persists over events",
      "retry: 1500\ndata: a\n\ndata: b\n\n",
      [message("a"), message("b")],
      {
        reconnectionTime: 1500,
      },
    ),
    vector("retry-zero", "A retry of 0 is valid", "retry: 0\ndata: a\n\n", [message("a")], { reconnectionTime: 0 }),
    vector("retry-leading-zeros", "Leading zeros do not make a retry octal", "retry: 0010\ndata: a\n\n", [message("a")], {
      reconnectionTime: 10,
    }),
    vector("retry-without-space", "The space before the number is optional", "retry:1500\ndata: a\n\n", [message("a")], {
      reconnectionTime: 1500,
    }),
    vector("retry-beyond-32-bits", "A retry beyond 32 bits keeps its value", "retry: 99999999999\ndata: a\n\n", [message("a")], {
      reconnectionTime: 99999999999,
      level: "should",
    }),
    vector("retry-with-crlf", "A retry line may end in CRLF", "retry: 1500\r\ndata: a\r\n\r\n", [message("a")], { reconnectionTime: 1500 }),
    ignored("retry-negative", "A retry with a minus sign is ignored", "retry: -5"),
    ignored("retry-plus-sign", "A retry with a plus sign is ignored", "retry: +5"),
    ignored("retry-decimal", "A retry with a decimal point is ignored", "retry: 5.5"),
    ignored("retry-decimal-zero", "A retry with a decimal point and zeros is ignored", "retry: 5.0"),
    ignored("retry-exponent", "A retry with an exponent is ignored", "retry: 5e3"),
    ignored("retry-hexadecimal", "A retry in hexadecimal is ignored", "retry: 0x10"),
    ignored("retry-trailing-letters", "A retry with letters after the digits is ignored", "retry: 5000ms"),
    ignored("retry-leading-letters", "A retry with letters before the digits is ignored", "retry: x5"),
    ignored("retry-words", "A retry that is a word is ignored", "retry: Infinity"),
    ignored("retry-two-spaces", "A retry with a second space before the digits is ignored", "retry:  5"),
    ignored("retry-trailing-space", "A retry with a space after the digits is ignored", "retry: 5 "),
    ignored("retry-tab", "A retry with a tab before the digits is ignored", "retry:\t5"),
    ignored("retry-inner-space", "A retry with a space between digits is ignored", "retry: 5 000"),
    ignored("retry-underscore", "A retry with an underscore between digits is ignored", "retry: 5_000"),
    ignored("retry-comma", "A retry with a comma between digits is ignored", "retry: 5,000"),
    ignored("retry-full-width-digits", "A retry in full-width digits is ignored: only ASCII digits count", "retry: \uff15"),
    ignored("retry-arabic-digits", "A retry in Arabic-Indic digits is ignored: only ASCII digits count", "retry: \u0665"),
    ignored("retry-null", "A retry with U+0000 after the digits is ignored", "retry: 5\u0000"),
    // "Consists of only ASCII digits" holds of an empty value, but there is no integer in it to interpret.
    vector("retry-empty", "An empty retry is ignored", "retry: 1\nretry:\ndata: a\n\n", [message("a")], {
      reconnectionTime: 1,
      level: "should",
    }),
    vector("retry-without-colon", "A retry field without a colon is ignored", "retry: 1\nretry\ndata: a\n\n", [message("a")], {
      reconnectionTime: 1,
      level: "should",
    }),
    vector("retry-alone-without-value", "An ignored retry field sets no reconnection time", "retry: soon\ndata: a\n\n", [message("a")]),
    vector("retry-unterminated", "A retry line that the end of the stream cuts off is discarded", "data: a\n\nretry: 15", [message("a")], {
      level: "should",
      spec: spec.interpretation,
    }),
    vector(
      "retry-does-not-end-an-event",
      "A retry field between data lines leaves them one event",
      "data: a\nretry: 5\ndata: b\n\n",
      [message("a\nb")],
      {
        reconnectionTime: 5,
      },
    ),
  ],
};
