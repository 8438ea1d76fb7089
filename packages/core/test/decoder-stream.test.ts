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

  test("takes the decoder's options and shows its decoder", async () => {
    const stream = new SSEDecoderStream({ lastEventId: "1", emptyEvents: true });
    expect(stream.decoder.lastEventId).toBe("1");
    expect(await eventsOf(streamOf("id: 2\nretry: 3\n\n").pipeThrough(stream))).toEqual([new ServerSentEvent("message", "", "2", 3)]);
    expect([stream.decoder.lastEventId, stream.decoder.reconnectionTime]).toEqual(["2", 3]);
  });

  test("a fault errors both sides at once, after the events before it were read, while the source stays open", async () => {
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

  test("no event is lost when the source ends right after the fault", async () => {
    const decoded = streamOf("data: a\n\ndata: 1234567890").pipeThrough(new SSEDecoderStream({ maxEventSize: 10 }));
    const reader = decoded.getReader();
    expect((await reader.read()).value?.data).toBe("a");
    await expect(reader.read()).rejects.toMatchObject({ code: "ERR_SSE_EVENT_TOO_LARGE" });
  });

  test("a reader that stops stops the source, with the reason", async () => {
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
});
