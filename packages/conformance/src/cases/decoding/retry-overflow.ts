import type { Group } from "../group.ts";
import { html } from "../specifications.ts";
import { decode } from "./stream.ts";

/** A case, not a vector: the specification doesn't say what such a number becomes, and the case asks only that it can still be used. */
export const retryOverflow: Group = {
  level: "should",
  spec: html("concept-event-stream-reconnection-time"),
  needs: ["decode", "reconnection-time"],
  cases: [
    {
      id: "retry-too-large-for-a-number",
      title: "A retry of four hundred digits leaves a reconnection time that is finite, and long",
      async run(t) {
        const stream = new TextEncoder().encode(`retry: ${"9".repeat(400)}\ndata: a\n\n`);
        const { reconnectionTime } = await decode(t, [stream], ["message"]);
        const usable = reconnectionTime !== undefined && Number.isFinite(reconnectionTime) && reconnectionTime >= 60_000;
        t.ok(usable, "the reconnection time", { expected: "a finite number of at least 60000", got: reconnectionTime, chunks: [stream] });
      },
    },
  ],
};
