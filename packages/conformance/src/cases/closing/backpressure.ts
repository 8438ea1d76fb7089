import type { CaseContext } from "../../case.ts";
import type { Step } from "../../server/scenario.ts";
import type { Exchange } from "../../server/scripted-server.ts";
import type { Group } from "../group.ts";
import { arrives, end, head, nextData, play, send } from "../streams.ts";

/** 128 MiB of events. */
const flood: Step = { do: "repeat", times: 8192, steps: [send(`data: ${"x".repeat(16_376)}\n\n`)] };

/** Fails unless the client stops the server before it has sent the whole flood. */
async function stalls(t: CaseContext, exchange: Exchange, what: string): Promise<void> {
  const outcome = exchange.stalled.then(
    () => "stalled",
    () => "taken",
  );
  t.equal(await t.within(outcome, "the server is stopped, or rid of all 128 MiB"), "stalled", what);
}

export const backpressure: Group = {
  level: "must",
  alone: true,
  limit: 10_000,
  spec: "https://streams.spec.whatwg.org/#backpressure",
  needs: ["connect"],
  policy: { delivery: "pulled" },
  cases: [
    {
      id: "a-consumer-that-stops-reading-stops-the-server",
      title: "A consumer that stops asking for events stops the server: the client does not read ahead without bound",
      async run(t) {
        const script = play(t, head, flood, end);
        const iterator = (await t.connect(script.url))[Symbol.asyncIterator]();
        await nextData(t, iterator);
        const exchange = await arrives(t, script);
        await stalls(t, exchange, "what became of 128 MiB of which the consumer asked for one event");
        // What the operating system buffers for loopback, on both sides, is in this.
        t.ok(exchange.bytesAccepted < 32 * 1024 * 1024, "less than 32 MiB have left the server", { got: exchange.bytesAccepted });
        for (let index = 0; index < 256; index++)
          t.ok((await iterator.next()).done !== true, "the stream goes on when it is asked for events");
      },
    },
    {
      id: "a-stream-that-is-not-iterated-stops-the-server",
      title: "A stream that is opened and not iterated is not read",
      async run(t) {
        const script = play(t, head, flood, end);
        await t.connect(script.url);
        await stalls(t, await arrives(t, script), "what became of 128 MiB of which the consumer asked for nothing");
      },
    },
  ],
};
