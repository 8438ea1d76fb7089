import { ServerSentEvent } from "@sse/core";
import { SSEDecoderStream } from "@sse/core/stream";
import { describe, expect, test } from "vitest";

const streamOf = (...chunks: (string | Uint8Array)[]): ReadableStream<string | Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

async function eventsOf(stream: ReadableStream<ServerSentEvent>): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe("SSEDecoderStream", () => {
  test("turns chunks into events and discards the unfinished one (#event-stream-interpretation)", async () => {
    const decoded = streamOf("data: a\n", new TextEncoder().encode("\ndata: b\n\ndata: c\n"), "data: d").pipeThrough(
      new SSEDecoderStream(),
    );
    expect(await eventsOf(decoded)).toEqual([new ServerSentEvent("message", "a"), new ServerSentEvent("message", "b")]);
  });

  test("keeps a character whole, wherever a chunk cuts it", async () => {
    const bytes = new TextEncoder().encode("id: é\ndata: a😀€\n\n");
    for (let at = 1; at < bytes.length; at++) {
      const decoded = streamOf(bytes.slice(0, at), bytes.slice(at)).pipeThrough(new SSEDecoderStream());
      expect(await eventsOf(decoded)).toEqual([new ServerSentEvent("message", "a😀€", "é")]);
    }
  });

  test("takes buffers and views of any kind as bytes", async () => {
    const bytes = new TextEncoder().encode("data: a\n\ndata: b\n\n");
    // @ts-expect-error it is typed for what platforms give
    const decoded = streamOf(bytes.slice(0, 9).buffer, new DataView(bytes.slice(9).buffer)).pipeThrough(new SSEDecoderStream());
    expect(await eventsOf(decoded)).toEqual([new ServerSentEvent("message", "a"), new ServerSentEvent("message", "b")]);
  });

  test("takes the decoder's options and gives access to its decoder", async () => {
    const stream = new SSEDecoderStream({ lastEventId: "1", emptyEvents: true });
    expect(stream.decoder.lastEventId).toBe("1");
    expect(await eventsOf(streamOf("id: 2\nretry: 3\n\n").pipeThrough(stream))).toEqual([new ServerSentEvent("message", "", "2", 3)]);
    expect([stream.decoder.lastEventId, stream.decoder.reconnectionTime]).toEqual(["2", 3]);
  });

  test("an error errors both sides once the events before it were read, while the source stays open", async () => {
    const stream = new SSEDecoderStream({ maxEventSize: 10 });
    const writer = stream.writable.getWriter();
    const reader = stream.readable.getReader();
    const written = writer.write("data: a\n\ndata: b\n\ndata: 1234567890");
    expect(await reader.read()).toEqual({ done: false, value: new ServerSentEvent("message", "a") });
    await written;
    expect(await reader.read()).toEqual({ done: false, value: new ServerSentEvent("message", "b") });
    await expect(reader.read()).rejects.toMatchObject({ code: "ERR_SSE_EVENT_TOO_LARGE" });
    await expect(writer.closed).rejects.toMatchObject({ code: "ERR_SSE_EVENT_TOO_LARGE" });
  });

  test("no event is lost if the source ends right after an error", async () => {
    const decoded = streamOf("data: a\n\ndata: 1234567890").pipeThrough(new SSEDecoderStream({ maxEventSize: 10 }));
    const reader = decoded.getReader();
    expect((await reader.read()).value?.data).toBe("a");
    await expect(reader.read()).rejects.toMatchObject({ code: "ERR_SSE_EVENT_TOO_LARGE" });
  });

  test("a reader that cancels cancels the source, with the reason", async () => {
    const reason = new Error("enough");
    let cancelled: unknown;
    const source = new ReadableStream<string>({
      pull: (controller) => controller.enqueue("data: a\n\n"),
      cancel: (given) => {
        cancelled = given;
      },
    });
    const reader = source.pipeThrough(new SSEDecoderStream()).getReader();
    await reader.read();
    await reader.cancel(reason);
    expect(cancelled).toBe(reason);
  });

  test("an error of the source reaches the reader", async () => {
    const broken = new Error("broken");
    const source = new ReadableStream<string>({ start: (controller) => controller.error(broken) });
    await expect(eventsOf(source.pipeThrough(new SSEDecoderStream()))).rejects.toBe(broken);
  });

  describe("onComment keeps the order of the wire", () => {
    /** Reads the stream to its end or error, and records what was read and called back. */
    async function record(chunks: string[], onComment: (comment: string) => void = () => {}): Promise<string[]> {
      const seen: string[] = [];
      const stream = new SSEDecoderStream({
        onComment: (comment) => {
          seen.push(`:${comment}`);
          onComment(comment);
        },
      });
      try {
        for await (const event of streamOf(...chunks).pipeThrough(stream)) seen.push(event.data);
      } catch (error) {
        seen.push(String(error));
      }
      return seen;
    }

    test("among the events of one chunk, and of several", async () => {
      const stream = ": 1\n\ndata: 2\n\n: 3\n: 4\ndata: 5\n\ndata: 6\n: 7\n\n: 8\n\n";
      const order = [":1", "2", ":3", ":4", "5", ":7", "6", ":8"];
      expect(await record([stream])).toEqual(order);
      for (let at = 0; at <= stream.length; at++) expect(await record([stream.slice(0, at), stream.slice(at)])).toEqual(order);
      expect(await record([...stream])).toEqual(order);
    });

    test("a comment is called back only when the event after it is asked for", async () => {
      const comments: string[] = [];
      const stream = new SSEDecoderStream({ onComment: (comment) => comments.push(comment) });
      const reader = streamOf("data: 1\n\n: between\ndata: 2\n\n").pipeThrough(stream).getReader();
      expect((await reader.read()).value?.data).toBe("1");
      expect(comments).toEqual([]);
      expect((await reader.read()).value?.data).toBe("2");
      expect(comments).toEqual(["between"]);
    });

    test("an error that onComment throws comes after the events before the comment, instead of those after it", async () => {
      const throwing = () => {
        throw new Error("from onComment");
      };
      expect(await record(["data: 1\n\ndata: 2\n\n: boom\n\ndata: 3\n\n"], throwing)).toEqual(["1", "2", ":boom", "Error: from onComment"]);
    });
  });

  test("options are checked as the decoder checks them", () => {
    // @ts-expect-error: not a function
    expect(() => new SSEDecoderStream({ onComment: "log" })).toThrow(new TypeError("onComment: expected a function, got string"));
    expect(() => new SSEDecoderStream({ maxEventSize: 0 })).toThrow(RangeError);
  });
});
