import type { CaseContext } from "../../case.ts";
import type { Step } from "../../server/scenario.ts";
import type { Connection } from "../../subject.ts";
import type { Group, SourceCase } from "../group.ts";
import { abortSignals, promise } from "../specifications.ts";
import { arrives, clientCloses, end, head, nextData, play, requestCount, send, settled, tellsOfBreaks, untilFailure } from "../streams.ts";

/** A reason of the caller's own, of no class that a client could know. */
const reason = (): Error => Object.assign(new Error("the caller has had enough"), { name: "Enough" });

/** Fails unless `connecting` or its iteration throws `expected` itself. */
async function throwsReason(t: CaseContext, connecting: Promise<AsyncIterable<unknown>>, expected: unknown): Promise<void> {
  const reading = (async () => {
    for await (const _ of await connecting);
  })();
  const thrown = await t.within(
    reading.then(
      () => ({ got: "a quiet end" }),
      (error: unknown) => ({ got: error }),
    ),
    "the iteration comes to an end after the abort",
  );
  t.ok(thrown.got === expected, "what is thrown is signal.reason itself", { expected: String(expected), got: describe(thrown.got) });
}

function describe(value: unknown): string {
  return value instanceof Error && value.cause instanceof Error ? `${value} (cause: ${value.cause})` : String(value);
}

/** The same connection, iterated on from where `iterator` is. */
const rest = (iterator: ReturnType<Connection[typeof Symbol.asyncIterator]>): Connection => ({
  [Symbol.asyncIterator]: () => iterator,
  close: () => {},
});

/** An abort while the client waits for the server, in each state in which it can wait. */
function waitingCase(name: string, title: string, ...steps: Step[]): SourceCase {
  return {
    id: `abort-${name}`,
    title,
    async run(t) {
      const controller = new AbortController();
      const script = play(t, ...steps);
      const why = reason();
      const thrown = throwsReason(t, t.connect(script.url, { signal: controller.signal }), why);
      const exchange = await arrives(t, script);
      await t.within(exchange.reached("sent"), "the server has sent what it has to send");
      await settled();
      controller.abort(why);
      await thrown;
      await clientCloses(t, script);
    },
  };
}

const sent: Step = { do: "mark", name: "sent" };

export const aborting: Group = {
  level: "must",
  spec: abortSignals,
  needs: ["connect", "signal"],
  cases: [
    waitingCase("before-the-response", "An abort before the response throws signal.reason and closes the socket", sent),
    waitingCase(
      "within-the-header-section",
      "An abort within the response's header section throws signal.reason and closes the socket",
      { do: "raw", text: "HTTP/1.1 200 OK\r\nContent-Type: text/" },
      sent,
    ),
    waitingCase(
      "before-the-first-byte",
      "An abort before the first byte of the body throws signal.reason and closes the socket",
      head,
      sent,
    ),
    waitingCase(
      "while-waiting",
      "An abort while the client waits for the next event throws signal.reason and closes the socket",
      head,
      send("data: 1\n\n"),
      sent,
    ),
    waitingCase(
      "within-an-event",
      "An abort in the middle of an event throws signal.reason and closes the socket",
      head,
      send("data: 1\n\ndata: 2"),
      sent,
    ),
    waitingCase(
      "while-bytes-flow",
      "An abort while comments flow throws signal.reason and closes the socket",
      head,
      send("data: 1\n\n"),
      sent,
      { do: "repeat", steps: [send(":\n")] },
    ),
    {
      id: "abort-while-a-refused-body-is-read",
      title: "An abort while the body of a refused response does not come settles the iteration and closes the socket",
      spec: promise("refused-responses"),
      async run(t) {
        const controller = new AbortController();
        const script = play(t, { do: "head", status: 500, headers: { "content-type": "application/json" } }, sent);
        const connecting = t.connect(script.url, { signal: controller.signal });
        // Aborted or refused by its status: both are true.
        const reading = Promise.allSettled([connecting.then((connection) => t.collect(connection))]);
        const exchange = await arrives(t, script);
        await t.within(exchange.reached("sent"), "the server has sent the header section");
        await settled();
        controller.abort(reason());
        await t.within(reading, "the iteration comes to an end after the abort");
        await clientCloses(t, script);
      },
    },
    {
      id: "aborted-before-the-start-sends-nothing",
      title: "With a signal that is already aborted nothing is sent, and signal.reason is thrown",
      async run(t) {
        const script = play(t, head, end);
        const why = reason();
        await throwsReason(t, t.connect(script.url, { signal: AbortSignal.abort(why) }), why);
        // A whole request later, a request that must not be sent would have arrived.
        await t.collect(await t.connect(play(t, head, end).url));
        await requestCount(t, script, 0);
      },
    },
    {
      id: "abort-between-events",
      title: "An abort while the consumer is busy with an event throws signal.reason and closes the socket",
      async run(t) {
        const controller = new AbortController();
        const script = play(t, head, send("data: 1\n\n"));
        const connection = await t.connect(script.url, { signal: controller.signal });
        const iterator = connection[Symbol.asyncIterator]();
        await nextData(t, iterator);
        const why = reason();
        controller.abort(why);
        // Before anything else is asked of the iterator.
        await clientCloses(t, script);
        await throwsReason(t, Promise.resolve(rest(iterator)), why);
      },
    },
    {
      id: "abort-before-the-iteration",
      title: "An abort before the iteration closes the socket at once, and the iteration throws signal.reason",
      async run(t) {
        const controller = new AbortController();
        const script = play(t, head, send("data: 1\n\n"));
        const connection = await t.connect(script.url, { signal: controller.signal });
        await arrives(t, script);
        const why = reason();
        controller.abort(why);
        await clientCloses(t, script);
        await throwsReason(t, Promise.resolve(connection), why);
      },
    },
    {
      id: "abort-without-a-reason",
      title: "An abort without a reason throws signal.reason, which is an AbortError",
      async run(t) {
        const controller = new AbortController();
        const iterator = (await t.connect(play(t, head, send("data: 1\n\n")).url, { signal: controller.signal }))[Symbol.asyncIterator]();
        await nextData(t, iterator);
        controller.abort();
        await throwsReason(t, Promise.resolve(rest(iterator)), controller.signal.reason);
      },
    },
    {
      id: "abort-with-a-reason-that-is-no-error",
      title: "An abort with a string as its reason throws that string",
      async run(t) {
        const controller = new AbortController();
        const script = play(t, head, send("data: 1\n\n"));
        const iterator = (await t.connect(script.url, { signal: controller.signal }))[Symbol.asyncIterator]();
        await nextData(t, iterator);
        const thrown = throwsReason(t, Promise.resolve(rest(iterator)), "enough");
        controller.abort("enough");
        await thrown;
        await clientCloses(t, script);
      },
    },
    {
      id: "abort-after-the-end-does-nothing",
      title: "An abort after the stream's end does nothing",
      spec: promise("closing"),
      async run(t) {
        const controller = new AbortController();
        const iterator = (await t.connect(play(t, head, send("data: 1\n\n"), end).url, { signal: controller.signal }))[
          Symbol.asyncIterator
        ]();
        t.equal(await nextData(t, iterator), "1", "the event");
        t.equal(await nextData(t, iterator, "the end"), undefined, "the event after the last one");
        controller.abort(reason());
        await settled();
        t.equal(await nextData(t, iterator, "the end"), undefined, "what next() gives after the abort");
      },
    },
    {
      id: "abort-after-close-does-nothing",
      title: "An abort after close() does nothing: the stream has ended quietly",
      spec: promise("closing"),
      async run(t) {
        const controller = new AbortController();
        const connection = await t.connect(play(t, head, send("data: 1\n\n")).url, { signal: controller.signal });
        const iterator = connection[Symbol.asyncIterator]();
        await nextData(t, iterator);
        const pending = iterator.next();
        void connection.close();
        controller.abort(reason());
        t.equal((await t.within(pending, "the waiting next() settles")).done, true, "what the waiting next() says of being done");
      },
    },
    {
      id: "abort-after-a-drop-leaves-the-error",
      ...tellsOfBreaks,
      title: "A drop stays a drop: an abort that comes later changes neither the error nor what follows it",
      level: "should",
      spec: promise("closing"),
      async run(t) {
        const controller = new AbortController();
        const why = reason();
        const script = play(t, head, send("data: 1\n\n"), { do: "close" });
        const iterator = (await t.connect(script.url, { signal: controller.signal }))[Symbol.asyncIterator]();
        const { error } = await untilFailure(t, Promise.resolve(rest(iterator)));
        t.ok(error instanceof Error && error !== why, "what was thrown is the drop", { got: String(error) });
        controller.abort(why);
        await settled();
        const [later] = await t.within(Promise.allSettled([iterator.next()]), "next() settles after the abort");
        t.ok(later.status === "fulfilled" || later.reason !== why, "what comes after the drop isn't signal.reason", { got: String(why) });
      },
    },
  ],
};
