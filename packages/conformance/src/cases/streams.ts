import type { Case, CaseContext } from "../case.ts";
import type { Step } from "../server/scenario.ts";
import type { Exchange, Script } from "../server/scripted-server.ts";
import type { ConnectInit, SubjectEvent } from "../subject.ts";
import { turn } from "../turn.ts";

/** The head of an event stream. A scenario's last step leaves the connection open: what comes after the events is the client's doing. */
export const head: Step = { do: "head", headers: { "content-type": "text/event-stream" } };

export const end: Step = { do: "end" };

/** For cases about an error that the caller of a client may not learn of: see `docs/capabilities.md`. */
export const tellsOfBreaks: Pick<Case, "policy"> = { policy: { brokenStreams: "throw" } };

export const send = (text: string): Step => ({ do: "body", text });

/** A scenario with one answer to every request, removed when the case ends. */
export function play(t: CaseContext, ...steps: Step[]): Script {
  return playInTurn(t, steps);
}

/** A scenario with an answer for each request in turn; the last one repeats. */
export function playInTurn(t: CaseContext, ...exchanges: Step[][]): Script {
  const script = t.server.script({ exchanges });
  t.cleanup(() => script.remove());
  return script;
}

/** Settles when the server sees the connection of the first request closed, by the client. */
export async function clientCloses(t: CaseContext, script: Script): Promise<void> {
  const exchange = await arrives(t, script);
  await t.within(exchange.closed, "the server sees the client's socket close");
  t.equal(exchange.closedBy, "client", "who closed the connection");
}

/** The request number `index`, from 0, once it has arrived. */
export function arrives(t: CaseContext, script: Script, index = 0): Promise<Exchange> {
  return t.within(script.exchange(index), index === 0 ? "a request arrives" : `request ${index + 1} arrives`);
}

/** Fails unless exactly so many requests have arrived. */
export async function requestCount(t: CaseContext, script: Script, count: number, what = "the number of requests"): Promise<void> {
  await script.refresh();
  t.equal(script.exchanges.length, count, what);
}

/** The next event's data, or `undefined` at the end. */
export async function nextData(
  t: CaseContext,
  iterator: AsyncIterator<SubjectEvent>,
  what = "the next event",
): Promise<string | undefined> {
  const { done, value } = await t.within(iterator.next(), `${what} arrives`);
  return done ? undefined : value.data;
}

/** Fails unless a connection that is read to its end delivers events with this data. */
export async function delivers(t: CaseContext, script: Script, data: readonly string[], init: Partial<ConnectInit> = {}): Promise<void> {
  const events = await t.collect(await t.connect(script.url, init));
  t.equal(
    events.map((event) => event.data),
    data,
    "the events' data",
  );
}

/** What the iteration threw, and the data of the events before. */
export async function untilFailure(
  t: CaseContext,
  connecting: Promise<AsyncIterable<SubjectEvent>>,
): Promise<{ readonly data: string[]; readonly error: unknown }> {
  const data: string[] = [];
  const reading = (async () => {
    for await (const event of await connecting) data.push(event.data);
  })().then(
    () => ({ failed: false, error: undefined }),
    (error: unknown) => ({ failed: true, error }),
  );
  const { failed, error } = await t.within(reading, "the iteration comes to an end");
  t.ok(failed, "the iteration throws", { expected: "an error", got: `a quiet end after ${data.length} events` });
  return { data, error };
}

/** Waits until what can happen without another byte has happened: promise jobs, and callbacks that wait for the loop's next turns. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await turn();
}
