import { describe, expect, it } from "vitest";
import { EventSource, type ServerSentEvent } from "../src/index.ts";
import { feed, over } from "./feed.ts";

describe("pulling", () => {
  it("answers concurrent calls of next() in order and loses none", async () => {
    const { body, send, end } = feed();
    const iterator = over(body).iterSSE();
    const calls = Array.from({ length: 6 }, () => iterator.next());
    send("data: 1\n\ndata: 2\n\n");
    send("data: 3\n\n");
    send("data: 4\n\ndata: 5\n\n");
    end();
    expect((await Promise.all(calls)).map(({ value }) => value?.data)).toEqual(["1", "2", "3", "4", "5", undefined]);
  });

  it("never asks a body for two chunks at a time", async () => {
    let asked = 0;
    const answers: ((text: string) => void)[] = [];
    const body: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          asked++;
          return new Promise((resolve) => {
            answers.push((text) => resolve({ done: false, value: new TextEncoder().encode(text) }));
          });
        },
      }),
    };
    const source = new EventSource({ status: 200, headers: { get: () => "text/event-stream" }, body, raw: null });
    const iterator = source.iterSSE();
    const calls = [iterator.next(), iterator.next(), iterator.next()];
    expect(asked).toBe(1);
    answers[0]?.("data: 1\n\ndata: 2\n\n");
    await Promise.all(calls.slice(0, 2));
    expect(asked).toBe(2);
    source.close();
  });

  it("counts an id that came with no event", async () => {
    const { body, send } = feed();
    const source = over(body);
    const iterator = source.iterSSE();
    const first = iterator.next();
    send("data: a\n\n");
    await first;
    const second = iterator.next();
    send("id: 5\n\n");
    await new Promise(setImmediate);
    expect(source.lastEventId).toBe("5");
    source.close();
    await second;
  });

  it("reads nothing before it is asked, and one chunk at a time", async () => {
    let pulls = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulls++;
          controller.enqueue(new TextEncoder().encode("data: 1\n\ndata: 2\n\n"));
        },
      },
      { highWaterMark: 0 },
    );
    const iterator = over(body).iterSSE();
    const pullsAfter = [pulls];
    for (let event = 0; event < 4; event++) {
      await iterator.next();
      pullsAfter.push(pulls);
    }
    expect(pullsAfter).toEqual([0, 1, 1, 2, 2]);
    await iterator.return?.();
  });

  it("gives the events of a chunk as one batch, and no empty ones", async () => {
    const { body, send, end } = feed();
    const iterator = over(body).iterBatches();
    const batches = [iterator.next(), iterator.next(), iterator.next()];
    send("data: 1\n\ndata: 2\n\n");
    send(": nothing\n\n");
    send("data: 3\n\n");
    end();
    const seen = (await Promise.all(batches)).map(({ value }) => value?.map(({ data }: ServerSentEvent) => data));
    expect(seen).toEqual([["1", "2"], ["3"], undefined]);
  });

  it("counts towards lastEventId only what was handed out, so that resuming loses nothing", async () => {
    const { body, send } = feed();
    const source = over(body, { lastEventId: "0" });
    const iterator = source.iterSSE();
    const first = iterator.next();
    expect(source.lastEventId).toBe("0");
    send("id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\nretry: 5\n\n");
    await first;
    expect(source.lastEventId).toBe("1");
    await iterator.next();
    // The block without data commits its id, too: #dispatchMessage, step 1.
    expect(source.lastEventId).toBe("3");
    expect(source.reconnectionTime).toBe(5);
    await iterator.return?.();
    expect(source.lastEventId).toBe("3");
  });

  it("keeps lastEventId where the loop was left", async () => {
    const source = over(new Response("id: 1\ndata: a\n\nid: 2\ndata: b\n\n").body);
    for await (const event of source) if (event.id === "1") break;
    expect(source.lastEventId).toBe("1");
  });

  it("reads an async iterable, and ends it when left", async () => {
    let ended = false;
    async function* bytes(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new TextEncoder().encode("data: a\n\n");
      } finally {
        ended = true;
      }
    }
    const source = new EventSource({ status: 200, headers: { get: () => "text/event-stream" }, body: bytes(), raw: null });
    for await (const event of source) {
      expect(event.data).toBe("a");
      break;
    }
    await Promise.resolve();
    expect(ended).toBe(true);
  });
});
