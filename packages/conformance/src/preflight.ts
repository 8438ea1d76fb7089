import type { Case } from "./case.ts";
import { decode } from "./cases/decoding/stream.ts";
import { end, head, play, send } from "./cases/streams.ts";
import type { Session } from "./session.ts";
import type { Subject } from "./subject.ts";

const stream = "data: 1\n\n";
const noEvent = `no event comes out of ${JSON.stringify(stream)}`;

/** Not a case of the suite, which cuts a stream in every way: a decoder that can't read cut streams still works, and should be told why it fails. */
const decoding: Case = {
  id: "decoding/at-all",
  title: "An event is decoded",
  category: "decoding",
  level: "must",
  spec: "",
  needs: ["decode"],
  async run(t) {
    const { events } = await t.within(decode(t, [new TextEncoder().encode(stream)], ["message"]), noEvent);
    t.ok(events.length > 0, noEvent);
  },
};

const connecting = (method: "connect" | "reconnect"): Case => ({
  id: `response/${method}-at-all`,
  title: "An event arrives",
  category: "response",
  level: "must",
  spec: "",
  needs: [method],
  async run(t) {
    const script = play(t, head, send(stream), end);
    const connection = await t.within(t[method](script.url, { eventTypes: ["message"] }), "it doesn't connect");
    const events = connection[Symbol.asyncIterator]();
    const { done } = await t.within(events.next(), noEvent);
    t.ok(done !== true, noEvent, { got: "the end of the stream" });
  },
});

/** The simplest thing that each method does: it delivers one event. */
const probes = { decode: decoding, read: decoding, connect: connecting("connect"), reconnect: connecting("reconnect") } as const;

/**
 * Why a run would say the same of every case, in one sentence: `undefined` if at least one of the subject's methods delivers an event.
 */
export async function preflight(subject: Subject, session: Session): Promise<string | undefined> {
  const failures: string[] = [];
  for (const method of ["decode", "read", "connect", "reconnect"] as const) {
    if (subject[method] === undefined) continue;
    const { verdict, failure, reason } = await session.run(probes[method]);
    if (verdict === "pass") return undefined;
    const got = failure?.got === undefined ? "" : ` (got ${failure.got})`;
    failures.push(`every ${method} fails: ${failure?.message ?? reason}${got}`);
  }
  return failures.join("; ");
}
