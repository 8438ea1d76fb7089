import type { Group } from "../group.ts";
import { promise } from "../specifications.ts";
import { delivers, end, head, nextData, play, send, untilFailure } from "../streams.ts";

const terminal = { until: "[DONE]" };

export const until: Group = {
  level: "must",
  spec: promise("the-terminal-event"),
  needs: ["connect", "until"],
  cases: [
    {
      id: "terminal-event-ends-the-loop",
      title: "The terminal event ends the loop quietly and isn't delivered, though the server leaves the connection open",
      async run(t) {
        const iterator = (await t.connect(play(t, head, send("data: 1\n\ndata: [DONE]\n\n")).url, terminal))[Symbol.asyncIterator]();
        t.equal(await nextData(t, iterator), "1", "the event before the terminal one");
        t.equal(await nextData(t, iterator, "the end"), undefined, "what comes instead of the terminal event");
      },
    },
    {
      id: "nothing-follows-the-terminal-event",
      title: "What comes after the terminal event isn't delivered",
      async run(t) {
        const script = play(t, head, send("data: 1\n\ndata: [DONE]\n\ndata: 2\n\n"), end);
        await delivers(t, script, ["1"], terminal);
      },
    },
    {
      id: "terminal-event-is-compared-as-a-whole",
      title: "An event whose data only contains the text of the terminal event is an event",
      async run(t) {
        const script = play(t, head, send("data: say [DONE]\n\ndata: [DONE]!\n\ndata:  [DONE]\n\ndata: [done]\n\ndata: [DONE]\n\n"), end);
        await delivers(t, script, ["say [DONE]", "[DONE]!", " [DONE]", "[done]"], terminal);
      },
    },
    {
      id: "end-before-the-terminal-event-is-an-error",
      title: "A stream that ends before its terminal event is an error, after the events before it",
      async run(t) {
        const { data } = await untilFailure(t, t.connect(play(t, head, send("data: 1\n\ndata: [DONE]"), end).url, terminal));
        t.equal(data, ["1"], "the events before the error");
      },
    },
  ],
};
