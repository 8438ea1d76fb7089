import type { Step } from "../../server/scenario.ts";
import type { Group, SourceCase } from "../group.ts";
import { html } from "../specifications.ts";
import { arrives, delivers, end, head, nextData, play, send } from "../streams.ts";

/** The same events, however the network cuts them. */
function cutCase(name: string, title: string, body: () => readonly Step[]): SourceCase {
  return {
    id: name,
    title,
    async run(t) {
      await delivers(t, play(t, head, ...body(), end), ["Grüße\naus", "世界 🌍"]);
    },
  };
}

/** An event that must be there while the server says nothing more. */
function promptCase(name: string, title: string, ...body: Step[]): SourceCase {
  return {
    id: name,
    title,
    async run(t) {
      const script = play(t, head, ...body);
      const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
      t.equal(await nextData(t, iterator, "the event"), "x", "the event's data");
      t.equal((await arrives(t, script)).closedBy, undefined, "who closed the connection meanwhile");
    },
  };
}

const text = "data: Grüße\r\ndata: aus\r\n\r\ndata: 世界 🌍\r\n\r\n";
const split = (at: number): Step[] => {
  const bytes = new TextEncoder().encode(text);
  return [bytes.subarray(0, at), bytes.subarray(at)].map((piece) => ({ do: "body", base64: btoa(String.fromCharCode(...piece)) }));
};

export const delivery: Group = {
  level: "must",
  spec: html("event-stream-interpretation"),
  needs: ["connect"],
  cases: [
    {
      id: "events-have-all-fields",
      title: "Events arrive in order, with type, data and id",
      needs: ["event-type", "event-id"],
      async run(t) {
        const stream = "event: update\nid: 1\nretry: 3000\ndata: a\ndata: b\n\n: comment\n\ndata: c\n\nid: 2\ndata\n\n";
        const connection = await t.connect(play(t, head, send(stream), end).url, { eventTypes: ["message", "update"] });
        const events = (await t.collect(connection)).map(({ event, data, id }) => ({ event, data, id }));
        t.equal(
          events,
          [
            { event: "update", data: "a\nb", id: "1" },
            { event: "message", data: "c", id: "1" },
            { event: "message", data: "", id: "2" },
          ],
          "the events",
        );
      },
    },
    cutCase("one-write", "Events that come in one piece are read", () => [send(text)]),
    cutCase("one-byte-at-a-time", "Events that come one byte at a time are read", () => [{ do: "body", text, pieces: 1 }]),
    cutCase("cut-within-crlf", "A CRLF that is cut in two is one line end", () => split(14)),
    cutCase("cut-within-a-character", "A character whose UTF-8 bytes are cut apart is one character", () => split(9)),
    cutCase("byte-order-mark", "A byte order mark at the start is not part of the stream", () => [send(`\ufeff${text}`)]),
    cutCase("byte-order-mark-one-byte-at-a-time", "A byte order mark that is cut apart is not part of the stream", () => [
      { do: "body", text: `\ufeff${text}`, pieces: 1 },
    ]),
    {
      id: "a-thousand-events-in-one-write",
      title: "1,000 events in one write arrive, in order",
      async run(t) {
        const numbers = Array.from({ length: 1000 }, (_, index) => String(index));
        const script = play(t, head, send(numbers.map((number) => `data: ${number}\n\n`).join("")), end);
        await delivers(t, script, numbers);
      },
    },
    promptCase(
      "event-while-the-connection-is-open",
      "An event is delivered when its blank line has come, while the connection stays open",
      send("data: x\n\n"),
    ),
    promptCase(
      "event-that-ends-in-cr-cr",
      "An event whose blank line ends in a lone CR is delivered without waiting for another byte",
      send("data: x\r\r"),
    ),
    promptCase("event-that-ends-in-crlf", "An event in CRLF is delivered at its last line feed", send("data: x\r\n\r\n")),
    promptCase(
      "event-whose-last-lf-is-missing",
      "An event in CRLF is delivered at the CR of its blank line, without waiting for the LF",
      send("data: x\r\n\r"),
    ),
    promptCase("event-after-a-comment", "An event is delivered although an unfinished line follows", send(":\n\ndata: x\n\ndata: y")),
    {
      id: "each-event-when-it-comes",
      title: "Each event is delivered before the server sends the next",
      async run(t) {
        const waits = [1, 2, 3].flatMap((number): Step[] => [send(`data: ${number}\n\n`), { do: "wait", for: `${number}` }]);
        const script = play(t, head, ...waits, end);
        const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
        for (const number of ["1", "2", "3"]) {
          t.equal(await nextData(t, iterator, `event ${number}`), number, `event ${number}`);
          script.release(number);
        }
        t.equal(await nextData(t, iterator, "the end"), undefined, "the event after the last one");
      },
    },
    {
      id: "unfinished-event-is-discarded",
      title: "An event that the stream's end cuts off is not delivered, and the loop ends quietly",
      async run(t) {
        await delivers(t, play(t, head, send("data: a\n\ndata: b\n"), end), ["a"]);
      },
    },
    {
      id: "empty-stream-ends",
      title: "A stream without a byte ends quietly, without an event",
      async run(t) {
        t.equal(await t.collect(await t.connect(play(t, head, end).url)), [], "the events");
      },
    },
  ],
};
