import type { Group } from "../group.ts";
import { asyncIterators, html, promise } from "../specifications.ts";
import { arrives, clientCloses, end, head, nextData, play, send, settled } from "../streams.ts";

const three = send("data: 1\n\ndata: 2\n\ndata: 3\n\n");

export const leaving: Group = {
  level: "must",
  spec: asyncIterators,
  needs: ["connect"],
  cases: [
    {
      id: "break-closes-the-socket",
      title: "break closes the socket",
      async run(t) {
        const script = play(t, head, send("data: 1\n\n"));
        for await (const _ of await t.connect(script.url)) break;
        await clientCloses(t, script);
      },
    },
    {
      id: "break-within-a-chunk-closes-the-socket",
      title: "break closes the socket while events that have arrived are still undelivered",
      async run(t) {
        const script = play(t, head, three);
        for await (const _ of await t.connect(script.url)) break;
        await clientCloses(t, script);
      },
    },
    {
      id: "break-while-the-server-sends-closes-the-socket",
      policy: { delivery: "pulled" },
      title: "break closes the socket while the server has more to send than the client took",
      async run(t) {
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
      id: "throw-in-the-loop-closes-the-socket",
      title: "An error thrown in the loop closes the socket, and is what the caller sees",
      async run(t) {
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
      id: "return-closes-the-socket",
      title: "The iterator's return() closes the socket, and the iterator is done",
      async run(t) {
        const script = play(t, head, three);
        const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
        await nextData(t, iterator);
        t.equal((await t.within(Promise.resolve(iterator.return?.()), "return() settles"))?.done, true, "what return() says of being done");
        await clientCloses(t, script);
        t.equal(await nextData(t, iterator, "the end"), undefined, "what next() gives afterwards");
      },
    },
    {
      id: "return-before-the-first-next-closes-the-socket",
      title: "return() before the first next() closes the socket",
      spec: promise("closing"),
      async run(t) {
        const script = play(t, head, three);
        const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
        await t.within(Promise.resolve(iterator.return?.()), "return() settles");
        await clientCloses(t, script);
      },
    },
    {
      id: "return-while-waiting-closes-the-socket",
      title: "return() settles while a next() waits for the server, settles that next() as well, and closes the socket",
      spec: promise("closing"),
      async run(t) {
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
      id: "return-after-the-end-does-nothing",
      title: "return() after the stream's end settles and throws nothing",
      async run(t) {
        const iterator = (await t.connect(play(t, head, send("data: 1\n\n"), end).url))[Symbol.asyncIterator]();
        t.equal(await nextData(t, iterator), "1", "the event");
        t.equal(await nextData(t, iterator, "the end"), undefined, "the event after the last one");
        await t.within(Promise.resolve(iterator.return?.()), "return() settles");
      },
    },
  ],
};

/** `close()`, in every state of the stream. */
export const closing: Group = {
  level: "must",
  spec: html("dom-eventsource-close"),
  needs: ["connect"],
  cases: [
    {
      id: "close-closes-the-socket",
      title: "close() between two events closes the socket, and the loop ends quietly",
      async run(t) {
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
      id: "no-event-after-close",
      title: "No event is delivered after close(), not even one that had already arrived",
      async run(t) {
        const connection = await t.connect(play(t, head, three).url);
        const iterator = connection[Symbol.asyncIterator]();
        await nextData(t, iterator);
        void connection.close();
        t.equal(await nextData(t, iterator, "the end"), undefined, "what next() gives afterwards");
      },
    },
    {
      id: "close-while-waiting-ends-the-loop",
      title: "close() ends a loop that waits for the server, quietly, and closes the socket",
      async run(t) {
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
      id: "close-while-waiting-for-the-first-byte",
      title: "close() ends a loop that waits for the first byte of the body, quietly, and closes the socket",
      needs: ["response"],
      async run(t) {
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
      id: "close-before-the-iteration-closes-the-socket",
      title: "close() closes the socket of a stream that was never iterated",
      spec: promise("closing"),
      async run(t) {
        const script = play(t, head, three);
        const connection = await t.connect(script.url);
        await arrives(t, script);
        void connection.close();
        await clientCloses(t, script);
      },
    },
    {
      id: "iteration-after-close-ends-at-once",
      title: "Iterating a stream that was closed ends at once, quietly and without an event",
      level: "should",
      spec: promise("closing"),
      async run(t) {
        const connection = await t.connect(play(t, head, three).url);
        void connection.close();
        t.equal(await t.within(t.collect(connection), "the loop ends"), [], "the events");
      },
    },
    {
      id: "close-twice-does-nothing",
      title: "close() after close(), and after the stream's end, does nothing",
      async run(t) {
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
      id: "close-while-a-refused-body-is-read",
      title: "close() closes the socket of a refused response whose body does not come",
      spec: promise("refused-responses"),
      needs: ["response"],
      async run(t) {
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
  ],
};
