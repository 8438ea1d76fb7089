import type { Case } from "./case.ts";
import { cases } from "./cases/index.ts";
import { end, head, play, send } from "./cases/streams.ts";
import type { Session } from "./session.ts";
import type { Subject } from "./subject.ts";

/** The simplest thing that each method does: it delivers one event. */
const probes = {
  decode: cases.find(({ id }) => id === "decoding/one-line"),
  read: cases.find(({ id }) => id === "decoding/one-line"),
  connect: probe("connect"),
  reconnect: probe("reconnect"),
} as const;

/**
 * Why a run would say the same of every case, in one sentence: `undefined` if at least one of the subject's methods delivers an event.
 */
export async function preflight(subject: Subject, session: Session): Promise<string | undefined> {
  const failures: string[] = [];
  for (const method of ["decode", "read", "connect", "reconnect"] as const) {
    const one = probes[method];
    if (subject[method] === undefined || one === undefined) continue;
    const { verdict, failure, reason } = await session.run(one);
    if (verdict === "pass") return undefined;
    failures.push(`every ${method} fails: ${failure?.message ?? reason}`);
  }
  return failures.join("; ");
}

function probe(method: "connect" | "reconnect"): Case {
  return {
    id: `response/${method}-at-all`,
    title: "An event arrives",
    category: "response",
    level: "must",
    spec: "",
    needs: [method],
    async run(t) {
      const script = play(t, head, send("data: 1\n\n"), end);
      const connection = await t.within(t[method](script.url, { eventTypes: ["message"] }), "the subject connects");
      const events = connection[Symbol.asyncIterator]();
      const { done } = await t.within(events.next(), "an event arrives");
      t.ok(done !== true, "an event arrives", { expected: "an event", got: "the end of the stream" });
    },
  };
}
