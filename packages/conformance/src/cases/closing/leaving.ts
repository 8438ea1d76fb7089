import type { Case, CaseContext } from "../../case.ts";
import { asyncIterators, html, promise } from "../specifications.ts";
import { arrives, clientCloses, end, head, nextData, play, send, settled } from "../streams.ts";

const three = send("data: 1\n\ndata: 2\n\ndata: 3\n\n");

export const leaving: readonly Case[] = [
  {
    id: "closing/break-closes-the-socket",
    title: "break closes the socket",
    category: "closing",
    level: "must",
    spec: asyncIterators,
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, head, send("data: 1\n\n"));
      for await (const _ of await t.connect(script.url)) break;
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/break-within-a-chunk-closes-the-socket",
    title: "break closes the socket while events that have arrived are still undelivered",
    category: "closing",
    level: "must",
    spec: asyncIterators,
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, head, three);
      for await (const _ of await t.connect(script.url)) break;
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/break-while-the-server-sends-closes-the-socket",
    title: "break closes the socket while the server has more to send than the client took",
    category: "closing",
    level: "must",
    spec: asyncIterators,
    needs: ["connect"],
    async run(t: CaseContext) {
      const flood = send(`data: ${"x".repeat(65_000)}\n\n`);
      const script = play(t, head, { do: "repeat", steps: [flood] });
      const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
      await nextData(t, iterator);
      await t.within((await arrives(t, script)).stalled, "the server is stopped by the client that does not read");
      await t.within(Promise.resolve(iterator.return?.()), "return() settles");
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/throw-in-the-loop-closes-the-socket",
    title: "An error thrown in the loop closes the socket, and is what the caller sees",
    category: "closing",
    level: "must",
    spec: asyncIterators,
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, head, send("data: 1\n\n"));
      const mine = new Error("thrown in the loop");
      const looping = (async () => {
        for await (const _ of await t.connect(script.url)) throw mine;
      })();
      const seen = await t.within(
        looping.catch((error: unknown) => error),
        "the loop is left",
      );
      t.ok(seen === mine, "the error is the one that was thrown", { got: String(seen) });
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/return-closes-the-socket",
    title: "The iterator's return() closes the socket, and the iterator is done",
    category: "closing",
    level: "must",
    spec: asyncIterators,
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, head, three);
      const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
      await nextData(t, iterator);
      t.equal((await t.within(Promise.resolve(iterator.return?.()), "return() settles"))?.done, true, "what return() says of being done");
      await clientCloses(t, script);
      t.equal(await nextData(t, iterator, "the end"), undefined, "what next() gives afterwards");
    },
  },
  {
    id: "closing/return-before-the-first-next-closes-the-socket",
    title: "return() closes the socket before anything was asked of the iterator",
    category: "closing",
    level: "must",
    spec: promise("closing"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, head, three);
      const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
      await t.within(Promise.resolve(iterator.return?.()), "return() settles");
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/return-while-waiting-closes-the-socket",
    title: "return() settles while a next() waits for the server, which settles too, and closes the socket",
    category: "closing",
    level: "must",
    spec: promise("closing"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, head, send("data: 1\n\n"));
      const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
      await nextData(t, iterator);
      const pending = iterator.next();
      await t.within(Promise.resolve(iterator.return?.()), "return() settles");
      t.equal((await t.within(pending, "the waiting next() settles")).done, true, "what the waiting next() says of being done");
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/close-closes-the-socket",
    title: "close() between two events closes the socket, and the loop ends quietly",
    category: "closing",
    level: "must",
    spec: html("dom-eventsource-close"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, head, three);
      const connection = await t.connect(script.url);
      const reading = (async () => {
        for await (const _ of connection) void connection.close();
      })();
      await t.within(reading, "the loop ends, without an error");
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/no-event-after-close",
    title: "No event is delivered after close(), of those that had already arrived neither",
    category: "closing",
    level: "must",
    spec: html("dom-eventsource-close"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const connection = await t.connect(play(t, head, three).url);
      const iterator = connection[Symbol.asyncIterator]();
      await nextData(t, iterator);
      void connection.close();
      t.equal(await nextData(t, iterator, "the end"), undefined, "what next() gives afterwards");
    },
  },
  {
    id: "closing/close-while-waiting-ends-the-loop",
    title: "close() ends a loop that waits for the server, quietly, and closes the socket",
    category: "closing",
    level: "must",
    spec: html("dom-eventsource-close"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, head, send("data: 1\n\n"));
      const connection = await t.connect(script.url);
      const iterator = connection[Symbol.asyncIterator]();
      await nextData(t, iterator);
      const pending = iterator.next();
      void connection.close();
      t.equal((await t.within(pending, "the waiting next() settles")).done, true, "what the waiting next() says of being done");
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/close-while-waiting-for-the-first-byte",
    title: "close() ends a loop that waits for the first byte of the body, quietly, and closes the socket",
    category: "closing",
    level: "must",
    spec: html("dom-eventsource-close"),
    needs: ["connect", "response"],
    async run(t: CaseContext) {
      const script = play(t, head);
      const connection = await t.connect(script.url);
      const pending = connection[Symbol.asyncIterator]().next();
      await settled();
      void connection.close();
      t.equal((await t.within(pending, "the waiting next() settles")).done, true, "what the waiting next() says of being done");
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/close-before-the-iteration-closes-the-socket",
    title: "close() closes the socket of a stream that was never iterated",
    category: "closing",
    level: "must",
    spec: promise("closing"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, head, three);
      const connection = await t.connect(script.url);
      await arrives(t, script);
      void connection.close();
      await clientCloses(t, script);
    },
  },
  {
    id: "closing/iteration-after-close-ends-at-once",
    title: "Iterating a stream that was closed ends at once, quietly and without an event",
    category: "closing",
    level: "should",
    spec: promise("closing"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const connection = await t.connect(play(t, head, three).url);
      void connection.close();
      t.equal(await t.within(t.collect(connection), "the loop ends"), [], "the events");
    },
  },
  {
    id: "closing/close-twice-does-nothing",
    title: "close() after close(), and after the stream's end, does nothing",
    category: "closing",
    level: "must",
    spec: html("dom-eventsource-close"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const open = await t.connect(play(t, head, three).url);
      void open.close();
      await open.close();
      const over = await t.connect(play(t, head, three, end).url);
      await t.collect(over);
      void over.close();
      await over.close();
      await settled();
    },
  },
  {
    id: "closing/return-after-the-end-does-nothing",
    title: "return() after the stream's end settles and throws nothing",
    category: "closing",
    level: "must",
    spec: asyncIterators,
    needs: ["connect"],
    async run(t: CaseContext) {
      const iterator = (await t.connect(play(t, head, send("data: 1\n\n"), end).url))[Symbol.asyncIterator]();
      t.equal(await nextData(t, iterator), "1", "the event");
      t.equal(await nextData(t, iterator, "the end"), undefined, "the event after the last one");
      await t.within(Promise.resolve(iterator.return?.()), "return() settles");
    },
  },
  {
    id: "closing/close-while-a-refused-body-is-read",
    title: "close() closes the socket of a refused response whose body does not come",
    category: "closing",
    level: "must",
    spec: promise("refused-responses"),
    needs: ["connect", "response"],
    async run(t: CaseContext) {
      const script = play(t, { do: "head", status: 500, headers: { "content-type": "application/json" } });
      const connection = await t.connect(script.url);
      // Closed by the caller or refused by its status: both are true.
      const pending = Promise.allSettled([connection[Symbol.asyncIterator]().next()]);
      await settled();
      void connection.close();
      await t.within(pending, "the waiting next() settles");
      await clientCloses(t, script);
    },
  },
];
