import type { CaseContext } from "../../case.ts";
import type { Step } from "../../server/scenario.ts";
import type { Script } from "../../server/scripted-server.ts";
import type { Connection } from "../../subject.ts";
import type { Group, SourceCase } from "../group.ts";
import { abortSignals, promise } from "../specifications.ts";
import { arrives, clientCloses, end, head, nextData, playInTurn, requestCount, send, settled } from "../streams.ts";
import { anotherReconnects, long, short } from "./connections.ts";

/** A connection that ends, after which there is time to leave before the next. */
const later: Step[] = [head, send("retry: 120\ndata: 1\n\n"), end];

/** Settles when the first connection is closed on both sides and the client has learned of it. */
async function waits(t: CaseContext, script: Script): Promise<void> {
  await t.within((await arrives(t, script)).closed, "the first connection is closed");
  await settled();
}

type Leave = (t: CaseContext, connection: Connection, iterator: AsyncIterator<unknown>) => unknown;

/** Leaving the stream between two connections: nothing more is sent. */
function leavingCase(name: string, title: string, leave: Leave): SourceCase {
  return {
    id: name,
    title,
    async run(t) {
      const script = playInTurn(t, later, long("data: 2\n\n"));
      const connection = await t.reconnect(script.url);
      const iterator = connection[Symbol.asyncIterator]();
      await nextData(t, iterator);
      const waiting = iterator.next();
      await waits(t, script);
      await leave(t, connection, iterator);
      t.equal((await t.within(waiting, "the waiting next() settles")).done, true, "what the waiting next() says of being done");
      await anotherReconnects(t, 300);
      await requestCount(t, script, 1);
    },
  };
}

/** An abort while the client waits for something: `reached` says when that is. */
function abortCase(
  name: string,
  title: string,
  answers: Step[][],
  reached: (t: CaseContext, script: Script) => Promise<unknown>,
): SourceCase {
  return {
    id: name,
    title,
    async run(t) {
      const controller = new AbortController();
      const script = playInTurn(t, ...answers);
      const iterator = (await t.reconnect(script.url, { signal: controller.signal }))[Symbol.asyncIterator]();
      await nextData(t, iterator);
      const waiting = Promise.allSettled([iterator.next()]);
      await reached(t, script);
      await script.refresh();
      const before = script.exchanges.length;
      const why = new Error("the caller has had enough");
      controller.abort(why);
      const [outcome] = await t.within(waiting, "the waiting next() settles");
      t.ok(outcome.status === "rejected" && outcome.reason === why, "what is thrown is signal.reason itself");
      await t.within(script.connections(0), "the server sees the client's socket close");
      await anotherReconnects(t, 300);
      await requestCount(t, script, before);
    },
  };
}

export const leaving: Group = {
  level: "must",
  spec: promise("closing"),
  needs: ["reconnect"],
  cases: [
    leavingCase("close-while-waiting", "close() between two connections ends the loop quietly, and nothing more is sent", (_, connection) =>
      connection.close(),
    ),
    leavingCase("return-while-waiting", "return() between two connections settles at once, and nothing more is sent", (t, _, iterator) =>
      t.within(Promise.resolve(iterator.return?.()), "return() settles"),
    ),
    {
      id: "close-while-connecting",
      title: "close() while a new connection gets no response ends the loop quietly and closes the socket",
      async run(t) {
        const script = playInTurn(t, short("data: 1\n\n"), [{ do: "wait", for: "ever" }]);
        const connection = await t.reconnect(script.url);
        const iterator = connection[Symbol.asyncIterator]();
        await nextData(t, iterator);
        const waiting = iterator.next();
        const exchange = await arrives(t, script, 1);
        void connection.close();
        t.equal((await t.within(waiting, "the waiting next() settles")).done, true, "what the waiting next() says of being done");
        await t.within(exchange.closed, "the server sees the client's socket close");
      },
    },
    {
      id: "break-ends-it",
      title: "break closes the socket, and the client doesn't reconnect",
      async run(t) {
        const script = playInTurn(t, long("retry: 10\ndata: 1\n\n"));
        for await (const _ of await t.reconnect(script.url)) break;
        await clientCloses(t, script);
        await anotherReconnects(t, 300);
        await requestCount(t, script, 1);
      },
    },
  ],
};

export const aborting: Group = {
  level: "must",
  spec: abortSignals,
  needs: ["reconnect", "signal"],
  cases: [
    abortCase(
      "abort-while-waiting",
      "An abort between two connections throws signal.reason, and nothing more is sent",
      [later, long("data: 2\n\n")],
      waits,
    ),
    abortCase(
      "abort-while-connecting",
      "An abort while a new connection gets no response throws signal.reason and closes the socket",
      [short("data: 1\n\n"), [{ do: "wait", for: "ever" }]],
      (t, script) => arrives(t, script, 1),
    ),
    abortCase(
      "abort-while-open",
      "An abort while a stream is open throws signal.reason and closes the socket",
      [long("retry: 10\ndata: 1\n\n")],
      arrives,
    ),
  ],
};
