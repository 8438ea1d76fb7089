import type { Case, CaseContext } from "../../case.ts";
import type { Step } from "../../server/scenario.ts";
import type { Script } from "../../server/scripted-server.ts";
import type { Connection } from "../../subject.ts";
import { abortSignals, html, promise, rfc9110 } from "../specifications.ts";
import { arrives, clientCloses, end, head, nextData, playInTurn, send, settled } from "../streams.ts";
import { anotherReconnects, long, reads, short } from "./connections.ts";

/** Reads until the iteration is over, quietly or not. */
async function readToItsEnd(t: CaseContext, connecting: Promise<Connection>): Promise<{ data: string[]; end: "quiet" | "an error" }> {
  const data: string[] = [];
  const reading = (async () => {
    for await (const event of await connecting) data.push(event.data);
  })();
  const [outcome] = await t.within(Promise.allSettled([reading]), "the iteration comes to an end");
  return { data, end: outcome.status === "fulfilled" ? "quiet" : "an error" };
}

const refused = (status: number): Step[] => [{ do: "head", status, headers: { "content-type": "application/json" } }, send("{}"), end];

/** A second answer with an error, after which there must be no third request. */
function finalCase(name: string, title: string, answer: Step[], rest: Pick<Case, "level" | "policy"> = { level: "must" }): Case {
  return {
    id: `reconnecting/${name}`,
    title,
    category: "reconnecting",
    spec: html("sse-processing-model"),
    needs: ["reconnect"],
    ...rest,
    async run(t: CaseContext) {
      const script = playInTurn(t, short("data: 1\n\n"), answer, long("data: 2\n\n"));
      const read = await readToItsEnd(t, t.reconnect(script.url));
      t.equal(read, { data: ["1"], end: "an error" }, "the events' data, and how it ends");
      t.equal(script.exchanges.length, 2, "the number of requests");
    },
  };
}

/** A connection that ends, after which there is time to leave before the next. */
const later: Step[] = [head, send("retry: 200\ndata: 1\n\n"), end];

/** Settles when the first connection is closed on both sides and the client has learned of it. */
async function waits(t: CaseContext, script: Script): Promise<void> {
  await t.within((await arrives(t, script)).closed, "the first connection is closed");
  await settled();
}

type Leave = (t: CaseContext, connection: Connection, iterator: AsyncIterator<unknown>) => unknown;

/** Leaving the stream between two connections: nothing more is sent. */
function leavingCase(name: string, title: string, leave: Leave): Case {
  return {
    id: `reconnecting/${name}`,
    title,
    category: "reconnecting",
    level: "must",
    spec: promise("closing"),
    needs: ["reconnect"],
    async run(t: CaseContext) {
      const script = playInTurn(t, later, long("data: 2\n\n"));
      const connection = await t.reconnect(script.url);
      const iterator = connection[Symbol.asyncIterator]();
      await nextData(t, iterator);
      const waiting = iterator.next();
      await waits(t, script);
      await leave(t, connection, iterator);
      t.equal((await t.within(waiting, "the waiting next() settles")).done, true, "what the waiting next() says of being done");
      await anotherReconnects(t, 400);
      t.equal(script.exchanges.length, 1, "the number of requests");
    },
  };
}

/** An abort while the client waits for something: `reached` says when that is. */
function abortCase(name: string, title: string, answers: Step[][], reached: (t: CaseContext, script: Script) => Promise<unknown>): Case {
  return {
    id: `reconnecting/${name}`,
    title,
    category: "reconnecting",
    level: "must",
    spec: abortSignals,
    needs: ["reconnect", "signal"],
    async run(t: CaseContext) {
      const controller = new AbortController();
      const script = playInTurn(t, ...answers);
      const iterator = (await t.reconnect(script.url, { signal: controller.signal }))[Symbol.asyncIterator]();
      await nextData(t, iterator);
      const waiting = Promise.allSettled([iterator.next()]);
      await reached(t, script);
      const before = script.exchanges.length;
      const why = new Error("the caller has had enough");
      controller.abort(why);
      const [outcome] = await t.within(waiting, "the waiting next() settles");
      t.ok(outcome.status === "rejected" && outcome.reason === why, "what is thrown is signal.reason itself");
      await t.within(script.connections(0), "the server sees the client's socket close");
      await anotherReconnects(t, 400);
      t.equal(script.exchanges.length, before, "the number of requests");
    },
  };
}

export const ends: readonly Case[] = [
  {
    id: "reconnecting/status-204-is-final",
    title: "204 ends it: the client does not ask again",
    category: "reconnecting",
    level: "must",
    spec: html("sse-processing-model"),
    needs: ["reconnect"],
    async run(t: CaseContext) {
      const script = playInTurn(t, short("data: 1\n\n"), [{ do: "head", status: 204 }, { do: "close" }], long("data: 2\n\n"));
      // An error or a quiet end: either tells that there is nothing to come.
      const { data } = await readToItsEnd(t, t.reconnect(script.url));
      t.equal(data, ["1"], "the events' data");
      t.equal(script.exchanges.length, 2, "the number of requests");
    },
  },
  ...[401, 403, 404].map((status) =>
    finalCase(`status-${status}-is-final`, `${status} ends it with an error: the client does not ask again`, refused(status)),
  ),
  finalCase("another-content-type-is-final", "A response that is no event stream ends it with an error: the client does not ask again", [
    { do: "head", headers: { "content-type": "text/html" } },
    send("<p>Log in"),
    end,
  ]),
  finalCase("server-errors-are-final", "503 ends it with an error: the client does not ask again", refused(503), {
    level: "policy",
    policy: { serverErrors: "fatal" },
  }),
  {
    id: "reconnecting/server-errors-are-retried",
    title: "502 and 503 do not end it, and their bodies are let go",
    category: "reconnecting",
    level: "policy",
    limit: 10_000,
    spec: promise("reconnecting"),
    needs: ["reconnect"],
    policy: { serverErrors: "retried" },
    async run(t: CaseContext) {
      // A body without end: an attempt that is over must let go of it.
      const endless: Step[] = [
        { do: "head", status: 503 },
        { do: "repeat", steps: [send("sorry ".repeat(10_000))] },
      ];
      const script = playInTurn(t, short("id: 1\ndata: 1\n\n"), refused(502), endless, long("data: 2\n\n"));
      await reads(t, script, ["1", "2"]);
      await t.within(script.connections(1), "the server sees all connections closed but the last");
    },
  },
  {
    id: "reconnecting/first-refusal-is-final",
    title: "A first response that is refused ends it with an error: the client does not ask again",
    category: "reconnecting",
    level: "must",
    spec: html("fail-the-connection"),
    needs: ["reconnect"],
    async run(t: CaseContext) {
      const script = playInTurn(t, refused(401), long("data: 1\n\n"));
      const read = await readToItsEnd(t, t.reconnect(script.url));
      t.equal(read, { data: [], end: "an error" }, "the events' data, and how it ends");
      t.equal(script.exchanges.length, 1, "the number of requests");
    },
  },
  ...([end, { do: "close" }] as const).map(
    (ending): Case => ({
      id: `reconnecting/post-is-not-repeated-after-${ending.do === "end" ? "its-end" : "a-drop"}`,
      title: `A POST whose stream ${ending.do === "end" ? "ends" : "breaks off"} is not sent again, unless the caller says so`,
      category: "reconnecting",
      level: "must",
      spec: rfc9110("9.2.2"),
      needs: ["reconnect", "method", "headers", "body"],
      async run(t: CaseContext) {
        const post = { method: "POST", headers: { "content-type": "text/plain" }, body: "hello" };
        const script = playInTurn(t, [head, send("retry: 10\ndata: 1\n\n"), ending], long("data: 2\n\n"));
        const { data } = await readToItsEnd(t, t.reconnect(script.url, post));
        t.equal(data, ["1"], "the events' data");
        t.equal(script.exchanges.length, 1, "the number of requests");
      },
    }),
  ),
  leavingCase("close-while-waiting", "close() between two connections ends the loop quietly, and nothing more is sent", (_, connection) =>
    connection.close(),
  ),
  leavingCase("return-while-waiting", "return() between two connections settles at once, and nothing more is sent", (t, _, iterator) =>
    t.within(Promise.resolve(iterator.return?.()), "return() settles"),
  ),
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
  {
    id: "reconnecting/close-while-connecting",
    title: "close() while a new connection gets no response ends the loop quietly and closes the socket",
    category: "reconnecting",
    level: "must",
    spec: promise("closing"),
    needs: ["reconnect"],
    async run(t: CaseContext) {
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
    id: "reconnecting/break-ends-it",
    title: "break closes the socket, and the client does not ask again",
    category: "reconnecting",
    level: "must",
    spec: promise("closing"),
    needs: ["reconnect"],
    async run(t: CaseContext) {
      const script = playInTurn(t, long("retry: 10\ndata: 1\n\n"));
      for await (const _ of await t.reconnect(script.url)) break;
      await clientCloses(t, script);
      await anotherReconnects(t, 400);
      t.equal(script.exchanges.length, 1, "the number of requests");
    },
  },
];
