import { SSEDecoder } from "@sse/core";
import { type EncodableEvent, encodeComment, encodeEvent } from "@sse/core/encode";
import { describe, expect, it } from "vitest";

// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

describe("encodeEvent", () => {
  it.each<[string, EncodableEvent, string]>([
    ["data alone", { data: "hello" }, "data: hello\n\n"],
    ["every field", { event: "update", data: "a", id: "7", retry: 250 }, "event: update\ndata: a\nid: 7\nretry: 250\n\n"],
    ["each line of data as a field", { data: "a\nb\rc\r\nd" }, "data: a\ndata: b\ndata: c\ndata: d\n\n"],
    ["empty lines of data", { data: "\n\n" }, "data: \ndata: \ndata: \n\n"],
    ["a leading space of data", { data: " a" }, "data:  a\n\n"],
    ["empty data", { data: "" }, "data: \n\n"],
    ["the default type by leaving it out", { event: "message", data: "a" }, "data: a\n\n"],
    ["an empty type as the default one", { event: "", data: "a" }, "data: a\n\n"],
    ["a type without data as an event that is delivered", { event: "ping" }, "event: ping\ndata: \n\n"],
    ["an id without data as a block that only moves the position", { id: "7" }, "id: 7\n\n"],
    ["an empty id as a reset", { data: "a", id: "" }, "data: a\nid: \n\n"],
    ["retry alone", { retry: 0 }, "retry: 0\n\n"],
    ["null as not given", { event: null, data: "a", id: null, retry: null }, "data: a\n\n"],
  ])("writes %s", (_, event, text) => {
    expect(encodeEvent(event)).toBe(text);
  });

  it.each(["event", "id"] as const)("refuses what would end or lose the %s field", (field) => {
    for (const character of ["\r", "\n", "\r\n", "\0"]) {
      const event = { data: "a", [field]: `x${character}data: injected` };
      expect(() => encodeEvent(event)).toThrow(
        new TypeError(`${field}: expected text without CR, LF and U+0000, got ${JSON.stringify(event[field])}`),
      );
    }
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e21, 2 ** 53])("refuses retry: %d", (retry) => {
    expect(() => encodeEvent({ retry })).toThrow(new RangeError(`retry: expected a whole number of milliseconds, got ${retry}`));
  });

  it.each<[string, object | undefined, string]>([
    ["nothing to send", {}, "Expected an event with data, event, id or retry, got none of them"],
    ["no event", undefined, "Expected an event to encode, got undefined"],
    ["an object as data", { data: { a: 1 } }, "data: expected a string, got Object: JSON.stringify() makes one of it"],
    ["a number as id", { id: 7, data: "a" }, "id: expected a string, got number"],
    ["a number as type", { event: 7, data: "a" }, "event: expected a string, got number"],
  ])("refuses %s", (_, event, message) => {
    expect(() => encodeEvent(event as EncodableEvent)).toThrow(new TypeError(message));
  });
});

describe("encodeComment", () => {
  it.each(["", "heartbeat", " two  spaces ", ": colon", "data: not a field"])("writes %j, which the decoder reads", (text) => {
    const comments: string[] = [];
    const decoder = new SSEDecoder({ onComment: (comment) => comments.push(comment) });
    expect(decoder.decode(encodeComment(text))).toEqual([]);
    expect(comments).toEqual([text]);
  });

  it("writes each line as a comment, so that none becomes a field", () => {
    expect(encodeComment("a\ndata: b\r\nc\r")).toBe(": a\n: data: b\n: c\n: \n\n");
  });

  it("refuses what isn't text", () => {
    expect(() => encodeComment(7 as never)).toThrow(new TypeError("comment: expected a string, got number"));
  });
});
