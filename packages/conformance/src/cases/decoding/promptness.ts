import type { Group, SourceCase } from "../group.ts";
import { html } from "../specifications.ts";
import { begin } from "./stream.ts";

/** A stream that stays open: after each piece its events must come before another byte does. */
const prompt = (id: string, title: string, pieces: readonly (readonly [bytes: string, data: string])[]): SourceCase => ({
  id,
  title,
  async run(context) {
    const stream = await begin(
      context,
      pieces.map(([bytes]) => bytes),
    );
    for (const [bytes, data] of pieces) {
      stream.send();
      const chunks = [new TextEncoder().encode(bytes)];
      const event = await context.within(stream.next(), `the event of ${JSON.stringify(bytes)} is delivered before another byte comes`);
      context.ok(event?.data === data, title, {
        expected: `data ${JSON.stringify(data)}`,
        got: event ? `data ${JSON.stringify(event.data)}` : "no event yet",
        chunks,
      });
    }
  },
});

/** "Lines must be processed, in the order they are received": an event whose blank line is there waits for nothing. */
export const promptness: Group = {
  level: "must",
  spec: html("event-stream-interpretation"),
  needs: ["decode"],
  cases: [
    prompt("dispatched-at-the-blank-line", "An event is dispatched as soon as its blank line has come, not with the next chunk", [
      ["data: a\n\n", "a"],
      ["data: b\n\n", "b"],
      ["data: c\n\n", "c"],
    ]),
    prompt("dispatched-at-the-blank-line-crlf", "An event of CRLF lines is dispatched as soon as its blank line has come", [
      ["data: a\r\n\r\n", "a"],
      ["data: b\r\n\r\n", "b"],
    ]),
    prompt("dispatched-at-a-lone-blank-line", "An event is dispatched when its blank line comes in a chunk of its own", [
      ["data: a\n\ndata: b\n", "a"],
      ["\n", "b"],
    ]),
    prompt("dispatched-while-the-next-is-unfinished", "An event is dispatched though the next one has begun", [
      ["data: a\n\ndata: b", "a"],
      ["b\n\nda", "bb"],
      ["ta: c\n\n", "c"],
    ]),
  ],
};

/** A CR may be the first half of a CRLF, but it ends the line either way: the LF is skipped when it comes. */
export const promptnessAtCR: Group = {
  level: "should",
  spec: html("event-stream-interpretation"),
  needs: ["decode"],
  cases: [
    prompt("dispatched-at-cr", "An event of CR lines is dispatched at the blank line's CR, without waiting for a LF", [
      ["data: a\r\r", "a"],
      ["data: b\r\r", "b"],
    ]),
    prompt(
      "dispatched-between-cr-and-lf",
      "An event is dispatched at the CR of its blank line's CRLF, and the LF after it isn't a line of its own",
      [
        ["data: a\r\n\r", "a"],
        ["\ndata: b\r\n\r", "b"],
        ["\ndata: c\r\n\r\n", "c"],
      ],
    ),
  ],
};
