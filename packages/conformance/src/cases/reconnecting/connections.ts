import type { CaseContext } from "../../case.ts";
import { utf8Values } from "../../server/recorded-request.ts";
import type { Step } from "../../server/scenario.ts";
import type { Script } from "../../server/scripted-server.ts";
import type { ConnectInit } from "../../subject.ts";
import { arrives, end, head, nextData, playInTurn, send } from "../streams.ts";

/**
 * A connection that sends `text` and ends, after asking to be called again soon. It asks in the first event: a client that takes a block without
 * data for an event fails the cases that are about that, and not all of these.
 */
export const short = (text: string): Step[] => [head, send(`retry: 10\n${text.includes("\n\n") ? "" : "\n"}${text}`), end];

/** A connection that stays open. */
export const long = (text: string): Step[] => [head, send(text)];

/** Fails unless the next events, over however many connections they come, have this data. */
export async function reads(t: CaseContext, script: Script, expected: readonly string[], init: Partial<ConnectInit> = {}): Promise<void> {
  const iterator = (await t.reconnect(script.url, init))[Symbol.asyncIterator]();
  const data: (string | undefined)[] = [];
  for (const one of expected) data.push(await nextData(t, iterator, `the event with the data "${one}"`));
  t.equal(data, expected, "the events' data");
}

/** What the request number `index`, from 0, sent as Last-Event-ID, in UTF-8; `null` for none. */
export async function lastEventIdOf(t: CaseContext, script: Script, index: number): Promise<string | null> {
  return utf8Values((await arrives(t, script, index)).request, "last-event-id")[0] ?? null;
}

/** Milliseconds from request `index - 1` to request `index`. */
export async function gapBefore(t: CaseContext, script: Script, index: number): Promise<number> {
  const before = await arrives(t, script, index - 1);
  return (await arrives(t, script, index)).request.at - before.request.at;
}

/**
 * Waits until another stream has been reconnected twice, after so many milliseconds in all. What the subject would have done sooner has been done
 * by then. So the order of requests shows that it doesn't do it, and no clock does.
 */
export async function anotherReconnects(t: CaseContext, milliseconds: number): Promise<void> {
  const first: Step[] = [head, send(`retry: ${milliseconds / 2}\ndata: x\n\n`), end];
  await reads(t, playInTurn(t, first, [head, send("data: y\n\n"), end], long("data: z\n\n")), ["x", "y", "z"]);
}
