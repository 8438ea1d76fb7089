import type { Step } from "../../server/scenario.ts";
import type { Group, SourceCase } from "../group.ts";
import { html, promise } from "../specifications.ts";
import { end, head, nextData, play, requestCount, send, tellsOfBreaks, untilFailure } from "../streams.ts";

/** A connection that fails before it has given an event. */
function dropCase(name: string, title: string, ...steps: Step[]): SourceCase {
  return {
    id: name,
    title,
    async run(t) {
      const script = play(t, ...steps);
      const { data, error } = await untilFailure(t, t.connect(script.url));
      t.equal(data, [], "the events before the error");
      t.ok(error instanceof Error, "what is thrown is an Error", { got: String(error) });
      await requestCount(t, script, 1);
    },
  };
}

export const drops: Group = {
  level: "must",
  spec: promise("dropped-connections"),
  needs: ["connect"],
  cases: [
    dropCase("closed-before-the-header-section", "A connection that closes before the response is an error", { do: "close" }),
    dropCase("reset-before-the-header-section", "A connection that breaks off before the response is an error", { do: "reset" }),
    dropCase(
      "closed-within-the-header-section",
      "A connection that closes within the header section is an error",
      {
        do: "raw",
        text: "HTTP/1.1 200 OK\r\nContent-Type: text/ev",
      },
      { do: "close" },
    ),
    {
      ...dropCase(
        "reset-before-the-first-event",
        "A connection that breaks off before the first event is an error",
        head,
        send(":\n\n"),
        { do: "delay", milliseconds: 20 },
        { do: "reset" },
      ),
      ...tellsOfBreaks,
    },
    {
      id: "refused-connection",
      title: "A connection that no server accepts is an error",
      async run(t) {
        const { error } = await untilFailure(t, t.connect(`${await t.server.unusedOrigin()}/`));
        t.ok(error instanceof Error, "what is thrown is an Error", { got: String(error) });
      },
    },
    {
      id: "reset-while-waiting",
      ...tellsOfBreaks,
      title: "A connection that breaks off while the client waits is an error, with the client's own as its cause",
      async run(t) {
        const script = play(t, head, send("data: 1\n\n"), { do: "wait", for: "first" }, { do: "reset" });
        const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
        t.equal(await nextData(t, iterator, "the event before the drop"), "1", "the event before the drop");
        const { error } = await untilFailure(
          t,
          (async () => {
            script.release("first");
            return { [Symbol.asyncIterator]: () => iterator };
          })(),
        );
        t.ok(error instanceof Error && error.cause !== undefined, "what is thrown is an Error with a cause", { got: String(error) });
      },
    },
    {
      id: "events-before-a-drop-are-delivered",
      ...tellsOfBreaks,
      title: "Every complete event that came before a drop is delivered, then the error",
      async run(t) {
        const numbers = Array.from({ length: 100 }, (_, index) => String(index));
        const script = play(t, head, send(`${numbers.map((number) => `data: ${number}\n\n`).join("")}data: unfinished`), { do: "close" });
        const { data } = await untilFailure(t, t.connect(script.url));
        t.equal(data, numbers, "the events before the error");
      },
    },
    {
      id: "drop-ends-the-iteration",
      title: "Every complete event that came before a drop is delivered, then the iteration ends quietly",
      level: "policy",
      policy: { brokenStreams: "end" },
      async run(t) {
        const script = play(t, head, send("data: 1\n\n"), { do: "wait", for: "first" }, send("data: unfinished"), { do: "close" });
        const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
        t.equal(await nextData(t, iterator, "the event before the drop"), "1", "the event before the drop");
        script.release("first");
        t.equal(await nextData(t, iterator, "the end"), undefined, "what comes after the drop");
      },
    },
    {
      id: "reading-on-after-an-error-ends",
      ...tellsOfBreaks,
      title: "After the error, the iterator is done",
      level: "should",
      spec: "https://tc39.es/ecma262/#sec-asynciterator-interface",
      async run(t) {
        const iterator = (await t.connect(play(t, head, send("data: 1\n\n"), { do: "close" }).url))[Symbol.asyncIterator]();
        await untilFailure(t, Promise.resolve({ [Symbol.asyncIterator]: () => iterator }));
        t.equal(await nextData(t, iterator, "the end"), undefined, "what comes after the error");
      },
    },
    {
      id: "stream-without-reconnection-asks-once",
      title: "A stream that ends is over: the client doesn't reconnect by itself",
      spec: html("sse-processing-model"),
      async run(t) {
        const script = play(t, head, send("retry: 1\ndata: 1\n\n"), end);
        t.equal((await t.collect(await t.connect(script.url))).length, 1, "the number of events");
        await t.collect(await t.connect(play(t, head, { do: "delay", milliseconds: 50 }, end).url));
        await requestCount(t, script, 1);
      },
    },
  ],
};
