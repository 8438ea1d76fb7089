import { type Group, message, spec, typed, vector } from "./vector.ts";

// CR followed by LF is one line end, so "\r" + "\n" never makes a blank line: seven of the nine combinations below end one event, two do not.
export const lineEnds: Group = {
  name: "line ends",
  spec: spec.parsing,
  needs: [],
  vectors: [
    vector("lf-lf", "A line may end in LF, and so may the blank line", "data: a\n\n", [message("a")]),
    vector("cr-cr", "A line may end in CR, and so may the blank line", "data: a\r\r", [message("a")]),
    vector("crlf-crlf", "A line may end in CRLF, and so may the blank line", "data: a\r\n\r\n", [message("a")]),
    vector("lf-cr", "A line that ends in LF may be followed by a blank line that ends in CR", "data: a\n\r", [message("a")]),
    vector("lf-crlf", "A line that ends in LF may be followed by a blank line that ends in CRLF", "data: a\n\r\n", [message("a")]),
    vector("crlf-lf", "A line that ends in CRLF may be followed by a blank line that ends in LF", "data: a\r\n\n", [message("a")]),
    vector("crlf-cr", "A line that ends in CRLF may be followed by a blank line that ends in CR", "data: a\r\n\r", [message("a")]),
    vector("cr-crlf", "A line that ends in CR may be followed by a blank line that ends in CRLF", "data: a\r\r\n", [message("a")]),
    vector("cr-lf-is-one-line-end", "CR and LF together are one line end and leave no blank line", "data: a\r\n", []),
    vector("cr-lf-does-not-split-an-event", "CRLF between two data lines does not end the event", "data: a\r\ndata: b\r\n\r\n", [
      message("a\nb"),
    ]),
    vector("cr-between-data-lines", "CR between two data lines does not end the event", "data: a\rdata: b\r\r", [message("a\nb")]),
    vector("mixed-within-one-event", "Each line of an event may end in another way", "event: x\rid: 1\ndata: a\r\ndata: b\n\r", [
      typed("x", "a\nb", "1"),
    ]),
    vector("mixed-from-event-to-event", "Each event may use another line end", "data: a\n\ndata: b\r\rdata: c\r\n\r\n", [
      message("a"),
      message("b"),
      message("c"),
    ]),
    vector("blank-line-crlf-then-event", "CRLF after a blank line's CR belongs to that line", "data: a\r\n\r\ndata: b\r\n\r\n", [
      message("a"),
      message("b"),
    ]),
    vector(
      "cr-blank-line-then-lf",
      "LF after the blank line's CR is the rest of its CRLF, not another line",
      "data: a\r\r\ndata: b\r\r\n",
      [message("a"), message("b")],
    ),
    vector("lf-cr-lf", "LF, then CRLF: the second is the blank line", "data: a\n\r\ndata: b\n\r\n", [message("a"), message("b")]),
    vector("leading-lf", "Blank lines before the first event dispatch nothing", "\n\n\ndata: a\n\n", [message("a")]),
    vector("leading-crlf", "CRLF blank lines before the first event dispatch nothing", "\r\n\r\ndata: a\r\n\r\n", [message("a")]),
    vector("leading-cr", "CR blank lines before the first event dispatch nothing", "\r\r\rdata: a\r\r", [message("a")]),
    vector("several-blank-lines", "More blank lines after an event dispatch nothing", "data: a\n\n\n\n\ndata: b\n\n\n", [
      message("a"),
      message("b"),
    ]),
    vector("several-blank-lines-crlf", "More CRLF blank lines after an event dispatch nothing", "data: a\r\n\r\n\r\n\r\ndata: b\r\n\r\n", [
      message("a"),
      message("b"),
    ]),
    vector("several-blank-lines-cr", "More CR blank lines after an event dispatch nothing", "data: a\r\r\r\rdata: b\r\r", [
      message("a"),
      message("b"),
    ]),
    vector("line-separator", "U+2028 LINE SEPARATOR does not end a line", "data: a\u2028b\n\n", [message("a\u2028b")]),
    vector("paragraph-separator", "U+2029 PARAGRAPH SEPARATOR does not end a line", "data: a\u2029b\n\n", [message("a\u2029b")]),
    vector("next-line", "U+0085 NEXT LINE does not end a line", "data: a\u0085b\n\n", [message("a\u0085b")]),
    vector("vertical-tab", "U+000B LINE TABULATION does not end a line", "data: a\u000bb\n\n", [message("a\u000bb")]),
    vector("form-feed", "U+000C FORM FEED does not end a line", "data: a\u000cb\n\n", [message("a\u000cb")]),
    vector(
      "information-separators",
      "U+001C to U+001E, line ends to some text libraries, do not end a line",
      "data: a\u001cb\u001dc\u001ed\n\n",
      [message("a\u001cb\u001dc\u001ed")],
    ),
    vector("escaped-line-end", "A backslash and an n are two characters, not a line end", "data: a\\nb\\r\\n\n\n", [
      message("a\\nb\\r\\n"),
    ]),
    vector("line-separator-alone-on-a-line", "A line that holds only U+2028 is not blank", "data: a\n\u2028\ndata: b\n\n", [
      message("a\nb"),
    ]),
    vector("space-alone-on-a-line", "A line that holds only a space is not blank", "data: a\n \ndata: b\n\n", [message("a\nb")], {
      spec: spec.interpretation,
    }),
    vector("tab-alone-on-a-line", "A line that holds only a tab is not blank", "data: a\n\t\ndata: b\n\n", [message("a\nb")], {
      spec: spec.interpretation,
    }),
  ],
};
