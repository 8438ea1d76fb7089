import type { Case, CaseContext } from "../../case.ts";
import { decode } from "./stream.ts";

/** Its own case and no vector: what an implementation makes of such a number is not laid down, only that it can still be used. */
export const retryOverflow: Case = {
  id: "decoding/retry-too-large-for-a-number",
  title: "A retry of four hundred digits leaves a reconnection time that is finite, and long",
  category: "decoding",
  level: "should",
  spec: "https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time",
  needs: ["decode", "reconnection-time"],
  async run(context: CaseContext) {
    const stream = new TextEncoder().encode(`retry: ${"9".repeat(400)}\ndata: a\n\n`);
    const { reconnectionTime } = await decode(context, [stream], ["message"]);
    const usable = reconnectionTime !== undefined && Number.isFinite(reconnectionTime) && reconnectionTime >= 60_000;
    context.ok(usable, this.title, { expected: "a finite number of at least 60000", got: reconnectionTime, chunks: [stream] });
  },
};
