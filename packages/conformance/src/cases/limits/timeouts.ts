import type { Step } from "../../server/scenario.ts";
import type { Group } from "../group.ts";
import { promise } from "../specifications.ts";
import { clientCloses, delivers, end, head, nextData, play, send, settled, untilFailure } from "../streams.ts";

/** Milliseconds: short enough for a test, long enough for a busy machine to keep a stream alive meanwhile. */
const timeout = 300;
const keepAlive: Step = { do: "repeat", times: 16, steps: [{ do: "delay", milliseconds: timeout / 8 }, send(":\n")] };

export const connectTimeout: Group = {
  level: "must",
  spec: promise("timeouts"),
  needs: ["connect", "connect-timeout"],
  cases: [
    {
      id: "connect-timeout",
      title: "A response that does not come within the connect timeout is an error, and the socket is closed",
      async run(t) {
        const script = play(t, { do: "wait", for: "ever" });
        await untilFailure(t, t.connect(script.url, { connectTimeout: 50 }));
        await clientCloses(t, script);
      },
    },
    {
      id: "connect-timeout-counts-to-the-end-of-the-header-section",
      title: "A header section that comes without end, line by line, is an error at the connect timeout",
      async run(t) {
        const line: Step = { do: "raw", text: "x: y\r\n" };
        const script = play(
          t,
          { do: "raw", text: "HTTP/1.1 200 OK\r\n" },
          { do: "repeat", steps: [line, { do: "delay", milliseconds: 20 }] },
        );
        await untilFailure(t, t.connect(script.url, { connectTimeout: 100 }));
        await clientCloses(t, script);
      },
    },
    {
      id: "connect-timeout-ends-with-the-header-section",
      title: "The connect timeout does not end a stream that has begun",
      async run(t) {
        const script = play(t, head, send("data: 1\n\n"), { do: "delay", milliseconds: 2 * timeout }, send("data: 2\n\n"), end);
        await delivers(t, script, ["1", "2"], { connectTimeout: timeout });
      },
    },
  ],
};

export const idleTimeout: Group = {
  level: "must",
  spec: promise("timeouts"),
  needs: ["connect", "idle-timeout"],
  cases: [
    {
      id: "idle-timeout",
      title: "A stream without a byte for the idle timeout is an error, after the events before it, and the socket is closed",
      async run(t) {
        const script = play(t, head, send("data: 1\n\n"));
        const { data } = await untilFailure(t, t.connect(script.url, { idleTimeout: timeout / 4 }));
        t.equal(data, ["1"], "the events before the error");
        await clientCloses(t, script);
      },
    },
    {
      id: "idle-timeout-before-the-first-byte",
      title: "The idle timeout also counts before the first byte of the body",
      async run(t) {
        const script = play(t, head);
        await untilFailure(t, t.connect(script.url, { idleTimeout: timeout / 4 }));
        await clientCloses(t, script);
      },
    },
    {
      id: "comments-keep-a-stream-alive",
      title: "Comments keep a stream alive: the idle timeout counts bytes, not events",
      async run(t) {
        const script = play(t, head, send("data: 1\n\n"), keepAlive, send("data: 2\n\n"), end);
        await delivers(t, script, ["1", "2"], { idleTimeout: timeout });
      },
    },
    {
      id: "idle-timeout-measures-the-wire",
      title: "A process that was busy for longer than the idle timeout, while bytes came, doesn't lose its stream",
      host: ["blocking"],
      alone: true,
      async run(t) {
        const script = play(t, head, send("data: 1\n\n"), keepAlive, send("data: 2\n\n"), end);
        const iterator = (await t.connect(script.url, { idleTimeout: timeout }))[Symbol.asyncIterator]();
        t.equal(await nextData(t, iterator), "1", "the first event");
        const waiting = nextData(t, iterator, "the second event");
        await settled();
        t.host.block?.(1.5 * timeout);
        t.equal(await waiting, "2", "the second event");
      },
    },
    {
      id: "a-slow-consumer-is-not-an-idle-server",
      title: "A consumer that takes longer than the idle timeout for an event does not lose a stream whose next event is there",
      async run(t) {
        const script = play(
          t,
          head,
          send("data: 1\n\n"),
          send("data: 2\n\n"),
          { do: "delay", milliseconds: timeout / 2 },
          send("data: 3\n\n"),
          end,
        );
        const iterator = (await t.connect(script.url, { idleTimeout: timeout }))[Symbol.asyncIterator]();
        t.equal(await nextData(t, iterator), "1", "the first event");
        // The consumer's slow work on an event, which the stream has to survive.
        await new Promise((resolve) => setTimeout(resolve, 1.5 * timeout));
        t.equal(await nextData(t, iterator), "2", "the second event");
        t.equal(await nextData(t, iterator), "3", "the third event");
        t.equal(await nextData(t, iterator, "the end"), undefined, "the event after the last one");
      },
    },
  ],
};
