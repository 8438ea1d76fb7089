import { ServerSentEvent } from "@sse/core";
import { describe, expect, test } from "vitest";
import { dataOf, decodeChunks, decodeCutAnywhere } from "./chunkings.ts";

// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

describe("the specification's own examples (#event-stream-interpretation)", () => {
  test("a stock ticker: data lines of one block are joined by line feeds", () => {
    expect(dataOf("data: YHOO\ndata: +2\ndata: 10\n\n")).toEqual(["YHOO\n+2\n10"]);
  });

  test("four blocks: a comment, an id, an id without a value, and two spaces before the value of a block that never ends", () => {
    const stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n";
    const { events, comments, unfinished } = decodeCutAnywhere(stream);
    expect(events).toEqual([new ServerSentEvent("message", "first event", "1"), new ServerSentEvent("message", "second event", "")]);
    expect(comments).toEqual(["test stream"]);
    expect(unfinished).toEqual(new ServerSentEvent("message", " third event", ""));
  });

  test("`data` alone, twice, and `data:` at the end: an empty event, one line feed, nothing", () => {
    expect(dataOf("data\n\ndata\ndata\n\ndata:")).toEqual(["", "\n"]);
  });

  test("one space after the colon is not part of the value", () => {
    expect(dataOf("data:test\n\ndata: test\n\n")).toEqual(["test", "test"]);
  });
});

describe("data (#processField)", () => {
  test("one space is removed, and no other white space", () => {
    expect(dataOf("data:  a \n\ndata:\tb\n\ndata:\u00A0c\n\n")).toEqual([" a ", "\tb", "\u00A0c"]);
  });

  test("only the first colon separates", () => expect(dataOf('data: {"a":1}\n\ndata::\n\n')).toEqual(['{"a":1}', ":"]));

  test("an empty first line is kept, before and after others", () => {
    expect(dataOf("data:\ndata: a\n\ndata: a\ndata:\n\ndata\ndata\ndata\n\n")).toEqual(["\na", "a\n", "\n\n"]);
  });

  test("lines of a block may be apart, with other fields and comments between", () => {
    expect(dataOf("data: a\nevent: x\n: note\ndata: b\nid: 1\ndata:c\n\n")).toEqual(["a\nb\nc"]);
  });

  test("a value may hold what looks like a field", () => {
    expect(dataOf("data: data: a\ndata: data: b\n\ndata: \ndata: data: \n\n")).toEqual(["data: a\ndata: b", "\ndata: "]);
  });

  test("U+0000 is data", () => expect(dataOf("data: a\0b\n\n")).toEqual(["a\0b"]));
});

describe("field names are compared literally (#processField)", () => {
  test.each(["Data: a", " data: a", "data : a", "dat: a", "datax: a", "\uFEFFdata: a", "\0data: a", "datá: a"])(
    "%j isn't a field",
    (line) => {
      expect(dataOf(`x\n${line}\n\n`)).toEqual([]);
    },
  );

  test("a line that begins like a field's name isn't a field", () => {
    const { events, lastEventId, reconnectionTime } = decodeCutAnywhere(
      "d\nda\ndat\ne\nevens\nev: x\ni\nidx: 1\nr\nretr: 1\nretryy: 2\n\n",
    );
    expect({ events, lastEventId, reconnectionTime }).toEqual({ events: [], lastEventId: "", reconnectionTime: undefined });
  });

  test("an unknown field changes nothing about its block", () => expect(dataOf("data: a\nfoo: bar\nbar\ndata: b\n\n")).toEqual(["a\nb"]));
});

describe("event (#processField, #dispatchMessage)", () => {
  const types = (stream: string) => decodeCutAnywhere(stream).events.map(({ event }) => event);

  test("names the event of its block only", () => expect(types("event: add\ndata\n\ndata\n\n")).toEqual(["add", "message"]));
  test("the last one wins", () => expect(types("event: a\nevent: b\ndata\n\n")).toEqual(["b"]));
  test("an empty one means `message` again", () =>
    expect(types("event: a\nevent\ndata\n\nevent: a\nevent:\ndata\n\n")).toEqual(["message", "message"]));
  test("it may follow the data", () => expect(types("data\nevent: late\n\n")).toEqual(["late"]));
  test("a block without data dispatches nothing and takes its event type with it", () => {
    expect(decodeCutAnywhere("event: lost\n\ndata: a\n\n").events).toEqual([new ServerSentEvent("message", "a")]);
  });
  test("event types that begin alike are different types", () => {
    expect(types("event: content_block_delta\ndata\n\nevent: content_block_delta2\ndata\n\nevent: content_block\ndata\n\n")).toEqual([
      "content_block_delta",
      "content_block_delta2",
      "content_block",
    ]);
  });
});

describe("id (#processField, #concept-event-stream-last-event-id)", () => {
  const ids = (stream: string) => decodeCutAnywhere(stream).events.map(({ id }) => id);

  test("persists over events that carry none", () => expect(ids("data\n\nid: 1\ndata\n\ndata\n\n")).toEqual(["", "1", "1"]));
  test("an empty one resets it", () => expect(ids("id: 1\ndata\n\nid\ndata\n\nid: 2\nid:\ndata\n\n")).toEqual(["1", "", ""]));
  test("one with U+0000 is ignored", () => expect(ids("id: 1\ndata\n\nid: 2\0\nid: \0\ndata\n\n")).toEqual(["1", "1"]));
  test("is any text", () => expect(ids("id: …✓ 中文\ndata\n\n")).toEqual(["…✓ 中文"]));

  test("is committed at the blank line, even if no event is dispatched", () => {
    expect(decodeCutAnywhere("id: 1\n\nid: 2\n")).toMatchObject({ events: [], lastEventId: "1" });
  });

  test("starts with the option `lastEventId`", () => {
    const { events, lastEventId } = decodeCutAnywhere("data\n\n", { lastEventId: "41" });
    expect([events[0]?.id, lastEventId]).toEqual(["41", "41"]);
  });
});

describe("retry (#processField, #concept-event-stream-reconnection-time)", () => {
  test("takes effect when its line is read, before any blank line", () => {
    expect(decodeCutAnywhere("retry: 1500\n")).toMatchObject({ events: [], reconnectionTime: 1500 });
  });

  test("an event carries the last one of its own block", () => {
    const { events, reconnectionTime } = decodeCutAnywhere("retry: 1\nretry: 20\ndata\n\ndata\n\n");
    expect(events.map(({ retry }) => retry)).toEqual([20, undefined]);
    expect(reconnectionTime).toBe(20);
  });

  test("a block without data takes its own with it", () => {
    expect(decodeCutAnywhere("retry: 7\n\ndata\n\n").events).toEqual([new ServerSentEvent("message", "", "", undefined)]);
  });

  test("is in base ten", () => expect(decodeCutAnywhere("retry: 03000\n").reconnectionTime).toBe(3000));
  test("may be zero", () => expect(decodeCutAnywhere("retry: 0\ndata\n\n").events[0]?.retry).toBe(0));

  // "If the field value consists of only ASCII digits, then interpret the field value as an integer in base ten": an empty value has no
  // such interpretation. Web-platform-tests' format-field-retry-empty asks that the line be ignored.
  test.each(["retry", "retry:", "retry: "])("%j, an empty value, is ignored", (line) => {
    expect(decodeCutAnywhere(`retry: 5\n\n${line}\ndata\n\n`)).toMatchObject({ reconnectionTime: 5, events: [{ retry: undefined }] });
  });

  test.each(["-1", "+1", "1.5", "1e3", "0x10", "10 ", "\t10", "1_000", "1,000", "١٢", "1000x", "x1000", "NaN", "Infinity"])(
    "%j is ignored",
    (value) => {
      for (const line of [`retry:${value}`, `retry: ${value}`]) {
        expect(decodeCutAnywhere(`${line}\ndata\n\n`), line).toMatchObject({ reconnectionTime: undefined, events: [{ retry: undefined }] });
      }
    },
  );

  test("only one space may stand before the digits", () => {
    expect(decodeChunks(["retry: 10\n"]).reconnectionTime).toBe(10);
    expect(decodeChunks(["retry:  10\n"]).reconnectionTime).toBeUndefined();
  });

  test.each(["9007199254740991", "9007199254740993", "9".repeat(400)])("%s is kept finite", (value) => {
    const { events, reconnectionTime } = decodeChunks([`retry: ${value}\ndata\n\n`]);
    expect([reconnectionTime, events[0]?.retry]).toEqual([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
  });
});

describe("emptyEvents", () => {
  const empty = (stream: string) => decodeCutAnywhere(stream, { emptyEvents: true }).events;

  test("off by default", () => expect(decodeCutAnywhere("id: 1\n\nretry: 2\n\nevent: a\n\n").events).toEqual([]));

  test("yields blocks that set event, id or retry", () => {
    expect(empty("event: ping\n\nid: 1\n\nretry: 2\n\n")).toEqual([
      new ServerSentEvent("ping", ""),
      new ServerSentEvent("message", "", "1"),
      new ServerSentEvent("message", "", "1", 2),
    ]);
  });

  test("never yields anything for blank lines, comments, unknown fields or ignored fields", () => {
    expect(empty("\n\n: comment\n\nfoo: bar\n\nid: \0\n\nretry: x\n\n")).toEqual([]);
  });

  test("a field with an empty value counts", () => {
    expect(empty("event\n\nid\n\n")).toEqual([new ServerSentEvent(), new ServerSentEvent()]);
  });
});
