import { type ComposedSource, filter, map, take } from "@sse/core/compose";
import { text, typed } from "@sse/core/typed";
import { describe, expect, it } from "vitest";
import { reconnect, type ServerSentEvent, type StandardSchema } from "../src/index.ts";
import { failureOf } from "./feed.ts";
import { connectSSE, openStream } from "./local-server.ts";

type Source = AsyncIterable<ServerSentEvent> & { close(): void };

/** Compositions that have delivered an event and wait for another, each over a connection that stays open. */
const compositions: [string, (source: Source) => ComposedSource<unknown>][] = [
  ["map", (source) => map(source, ({ data }) => data)],
  ["filter", (source) => filter(source, () => true)],
  ["take", (source) => take(source, 2)],
  ["typed", (source) => typed(source, { events: { message: text }, until: "[DONE]" })],
  [
    "three of them",
    (source) =>
      take(
        map(
          filter(source, () => true),
          ({ data }) => data,
        ),
        2,
      ),
  ],
];

/** A schema that never answers. */
const pendingSchema = (never: () => Promise<never>): StandardSchema => ({ "~standard": { version: 1, vendor: "test", validate: never } });

const sources: [string, (url: string, signal?: AbortSignal) => Promise<Source>][] = [
  ["an EventSource", (url, signal) => connectSSE(url, { signal })],
  ["reconnect", async (url, signal) => reconnect((resume) => connectSSE(url, resume), { signal })],
];

const endings: [string, (composed: ComposedSource<unknown>, iterator: AsyncIterator<unknown>) => unknown][] = [
  ["close()", (composed) => composed.close()],
  ["disposal", (composed) => composed[Symbol.asyncDispose]()],
  ["leaving the loop", (_, iterator) => iterator.return?.()],
];

describe.each(sources)("over %s", (_, open) => {
  describe.each(compositions)("%s", (_, compose) => {
    it.each(endings)("%s settles the next() that waits, and closes the socket", async (_, end) => {
      const { url, closed } = await openStream("data: a\n\n");
      const composed = compose(await open(url));
      const iterator = composed[Symbol.asyncIterator]();
      await iterator.next();
      const waiting = iterator.next();
      await end(composed, iterator);
      expect(await waiting).toEqual({ done: true, value: undefined });
      await closed;
    });

    it("closing before the iteration closes the socket, or never opens it", async () => {
      const { url, closed, requests } = await openStream();
      const composed = compose(await open(url));
      composed.close();
      for await (const _ of composed) expect.unreachable();
      if (requests() > 0) await closed;
    });

    it("throws the reason of the caller's signal at once, and closes the socket", async () => {
      const { url, closed } = await openStream("data: a\n\n");
      const controller = new AbortController();
      const iterator = compose(await open(url, controller.signal))[Symbol.asyncIterator]();
      await iterator.next();
      const waiting = failureOf(iterator.next());
      const reason = new Error("mine");
      controller.abort(reason);
      expect(await waiting).toBe(reason);
      await closed;
    });
  });

  describe.each<[string, (source: Source, never: () => Promise<never>) => ComposedSource<unknown>]>([
    ["map", (source, never) => map(source, never)],
    ["filter", (source, never) => filter(source, never)],
    ["typed, by an async schema,", (source, never) => typed(source, { events: { message: pendingSchema(never) } })],
    [
      "map under filter and take",
      (source, never) =>
        take(
          filter(map(source, never), () => true),
          1,
        ),
    ],
  ])("%s, while a promise of the caller is pending,", (_, compose) => {
    const start = async () => {
      const { url, closed } = await openStream("data: 1\n\n");
      let enter = (): void => {};
      const entered = new Promise<void>((resolve) => {
        enter = resolve;
      });
      const never = () => {
        enter();
        return new Promise<never>(() => {});
      };
      const controller = new AbortController();
      const source = await open(url, controller.signal);
      const composed = compose(source, never);
      const iterator = composed[Symbol.asyncIterator]();
      const waiting = Promise.allSettled([iterator.next(), iterator.next()]);
      await entered;
      return { source, composed, controller, waiting, closed };
    };
    const done = { status: "fulfilled", value: { done: true, value: undefined } };

    it("ends at once when it is closed, and closes the socket", async () => {
      const { composed, waiting, closed } = await start();
      composed.close();
      expect(await waiting).toEqual([done, done]);
      await closed;
    });

    it("ends at once when its source is closed", async () => {
      const { source, waiting, closed } = await start();
      source.close();
      expect(await waiting).toEqual([done, done]);
      await closed;
    });

    it("throws the reason of the caller's signal at once", async () => {
      const { composed, controller, waiting, closed } = await start();
      const reason = new Error("mine");
      controller.abort(reason);
      expect(await waiting).toEqual([{ status: "rejected", reason }, done]);
      expect(composed.lastEventId).toBe("");
      await closed;
    });
  });

  it("the last event of an answer is delivered, although the answer ends while its promise is pending", async () => {
    const { url } = await openStream("data: a\n\ndata: last\n\n");
    const source = await open(url);
    const composed = map(source, async ({ data }) => {
      await new Promise((resolve) => setImmediate(resolve));
      return data;
    });
    composed.endAt(({ data }) => data === "last");
    const seen: string[] = [];
    for await (const data of composed) seen.push(data);
    expect(seen).toEqual(["a", "last"]);
    expect(composed.complete).toBe(true);
  });

  it("take closes the socket with its last event, while the loop is still busy with it", async () => {
    const { url, closed } = await openStream("data: a\n\ndata: b\n\n");
    for await (const _ of take(await open(url), 1)) await closed;
  });
});

it("a plain async iterable with close() is closed, although its iterator never answers", async () => {
  let close = (): void => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const silent = {
    close,
    [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}), return: () => new Promise<never>(() => {}) }),
  };
  const composed = map(silent, String);
  const waiting = composed[Symbol.asyncIterator]().next();
  composed.close();
  expect(await waiting).toEqual({ done: true, value: undefined });
  await closed;
});

it("what a foreign source throws when it's closed is ignored", async () => {
  const angry = {
    close: () => expect.fail("close"),
    [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}), return: async () => expect.fail("return") }),
  };
  const composed = map(angry, String);
  const waiting = composed[Symbol.asyncIterator]().next();
  composed.close();
  expect(await waiting).toEqual({ done: true, value: undefined });
});
