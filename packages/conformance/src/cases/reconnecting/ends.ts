import type { CaseContext } from "../../case.ts";
import type { Step } from "../../server/scenario.ts";
import type { Connection } from "../../subject.ts";
import type { Group, SourceCase } from "../group.ts";
import { html, promise, rfc9110 } from "../specifications.ts";
import { end, head, playInTurn, requestCount, send } from "../streams.ts";
import { long, reads, short } from "./connections.ts";

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

/** A second response that is final: no third request may follow. */
function finalCase(name: string, title: string, answer: Step[]): SourceCase {
  return {
    id: name,
    title,
    async run(t) {
      const script = playInTurn(t, short("data: 1\n\n"), answer, long("data: 2\n\n"));
      const read = await readToItsEnd(t, t.reconnect(script.url));
      t.equal(read, { data: ["1"], end: "an error" }, "the events' data, and how it ends");
      await requestCount(t, script, 2);
    },
  };
}

export const ends: Group = {
  level: "must",
  spec: html("sse-processing-model"),
  needs: ["reconnect"],
  cases: [
    {
      id: "status-204-is-final",
      title: "Status 204 is final: the client doesn't reconnect",
      async run(t) {
        const script = playInTurn(t, short("data: 1\n\n"), [{ do: "head", status: 204 }, { do: "close" }], long("data: 2\n\n"));
        // An error or a quiet end: either tells that there is nothing to come.
        const { data } = await readToItsEnd(t, t.reconnect(script.url));
        t.equal(data, ["1"], "the events' data");
        await requestCount(t, script, 2);
      },
    },
    ...[401, 403, 404].map((status) =>
      finalCase(`status-${status}-is-final`, `Status ${status} is final: the client throws and doesn't reconnect`, refused(status)),
    ),
    finalCase("another-content-type-is-final", "A response that isn't an event stream is final: the client throws and doesn't reconnect", [
      { do: "head", headers: { "content-type": "text/html" } },
      send("<p>Log in"),
      end,
    ]),
    {
      ...finalCase("server-errors-are-final", "Status 503 is final: the client throws and doesn't reconnect", refused(503)),
      level: "policy",
      policy: { serverErrors: "fatal" },
    },
    {
      id: "server-errors-are-retried",
      title: "The client reconnects after 502 and 503, and closes those responses",
      level: "policy",
      limit: 10_000,
      spec: promise("reconnecting"),
      policy: { serverErrors: "retried" },
      async run(t) {
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
      id: "first-refusal-is-final",
      title: "A first response that is refused is final: the client throws and doesn't reconnect",
      spec: html("fail-the-connection"),
      async run(t) {
        const script = playInTurn(t, refused(401), long("data: 1\n\n"));
        const read = await readToItsEnd(t, t.reconnect(script.url));
        t.equal(read, { data: [], end: "an error" }, "the events' data, and how it ends");
        await requestCount(t, script, 1);
      },
    },
    ...([end, { do: "close" }] as const).map(
      (ending): SourceCase => ({
        id: `post-is-not-repeated-after-${ending.do === "end" ? "its-end" : "a-drop"}`,
        title: `A POST whose stream ${ending.do === "end" ? "ends" : "breaks off"} is not sent again, unless the caller says so`,
        spec: rfc9110("9.2.2"),
        needs: ["method", "headers", "body"],
        async run(t) {
          const post = { method: "POST", headers: { "content-type": "text/plain" }, body: "hello" };
          const script = playInTurn(t, [head, send("retry: 10\ndata: 1\n\n"), ending], long("data: 2\n\n"));
          const { data } = await readToItsEnd(t, t.reconnect(script.url, post));
          t.equal(data, ["1"], "the events' data");
          await requestCount(t, script, 1);
        },
      }),
    ),
  ],
};
