import type { Case, CaseContext } from "../../case.ts";
import type { Step } from "../../server/scenario.ts";
import { html, promise, rfc9110 } from "../specifications.ts";
import { arrives, clientCloses, end, head, play, send, untilFailure } from "../streams.ts";

const json: Step[] = [
  { do: "head", status: 401, headers: { "content-type": "application/json", "www-authenticate": "Bearer" } },
  { do: "body", text: '{"error":"who are you?"}' },
  end,
];

export const statuses: readonly Case[] = [
  ...[400, 401, 403, 404, 429, 500, 502, 503].map(
    (status): Case => ({
      id: `response/status-${status}-is-refused`,
      title: `A response with status ${status} is an error, without an event even if it is an event stream`,
      category: "response",
      level: "must",
      spec: html("sse-processing-model"),
      needs: ["connect"],
      async run(t: CaseContext) {
        const script = play(t, { ...head, do: "head", status }, send("data: x\n\n"), end);
        const { data } = await untilFailure(t, t.connect(script.url));
        t.equal(data, [], "the events before the error");
        t.equal(script.exchanges.length, 1, "the number of requests");
      },
    }),
  ),
  {
    id: "response/status-401-with-json-is-refused",
    title: "A response with status 401 and a JSON body is an error",
    category: "response",
    level: "must",
    spec: html("sse-processing-model"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const { data } = await untilFailure(t, t.connect(play(t, ...json).url));
      t.equal(data, [], "the events before the error");
    },
  },
  {
    id: "response/refused-response-can-be-looked-at",
    title: "A response that is going to be refused can be looked at before the iteration: status and header fields",
    category: "response",
    level: "must",
    spec: promise("the-response-first"),
    needs: ["connect", "response"],
    async run(t: CaseContext) {
      const connection = await t.connect(play(t, ...json).url);
      t.equal(connection.response?.status, 401, "the status");
      t.equal(connection.response?.headers.get("www-authenticate"), "Bearer", "a header field");
      await t.failure(Promise.resolve(connection));
    },
  },
  {
    id: "response/response-is-there-before-the-first-byte",
    title: "The response is there as soon as its header section is, before the first byte of the body",
    category: "response",
    level: "should",
    spec: promise("the-response-first"),
    needs: ["connect", "response"],
    async run(t: CaseContext) {
      const script = play(t, { do: "head", headers: { "content-type": "text/event-stream", "x-custom": "1" } });
      const connection = await t.within(t.connect(script.url), "the connection is there");
      t.equal(connection.response?.status, 200, "the status");
      t.equal(connection.response?.headers.get("x-custom"), "1", "a header field");
    },
  },
  {
    id: "response/status-204-has-no-events",
    title: "A response with status 204 gives no event, and the client asks once",
    category: "response",
    level: "must",
    spec: html("sse-processing-model"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, { do: "head", status: 204 }, { do: "close" });
      // An error or a quiet end: either tells that there is nothing to come.
      const events: unknown[] = [];
      const reading = (async () => {
        for await (const event of await t.connect(script.url)) events.push(event);
      })();
      await t.within(Promise.allSettled([reading]), "the iteration comes to an end");
      t.equal(events, [], "the events");
      t.equal(script.exchanges.length, 1, "the number of requests");
    },
  },
  {
    id: "response/status-204-ends-quietly",
    title: "A response with status 204 ends the loop without an error",
    category: "response",
    level: "policy",
    spec: promise("no-content"),
    needs: ["connect"],
    policy: { noContent: "ends" },
    async run(t: CaseContext) {
      t.equal(await t.collect(await t.connect(play(t, { do: "head", status: 204 }, { do: "close" }).url)), [], "the events");
    },
  },
  {
    id: "response/status-204-is-refused",
    title: "A response with status 204 is an error",
    category: "response",
    level: "policy",
    spec: html("fail-the-connection"),
    needs: ["connect"],
    policy: { noContent: "throws" },
    async run(t: CaseContext) {
      await untilFailure(t, t.connect(play(t, { do: "head", status: 204 }, { do: "close" }).url));
    },
  },
  {
    id: "response/interim-responses-are-skipped",
    title: "Interim responses (100, 102, 103) before the response are not the response",
    category: "response",
    level: "must",
    spec: rfc9110("15.2"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const hint: Step = { do: "head", status: 103, headers: { link: "</style.css>; rel=preload", "content-type": "text/plain" } };
      const script = play(t, { do: "head", status: 102 }, hint, hint, head, send("data: x\n\n"), end);
      t.equal(
        (await t.collect(await t.connect(script.url))).map(({ data }) => data),
        ["x"],
        "the events' data",
      );
    },
  },
  {
    id: "response/refused-stream-is-closed",
    title: "A refused response that never ends is closed by the client",
    category: "response",
    level: "must",
    spec: promise("refused-responses"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const script = play(t, { do: "head", status: 500, headers: { "content-type": "application/json" } }, send('{"error":'));
      await t.failure(t.connect(script.url));
      await clientCloses(t, script);
    },
  },
  {
    id: "response/refused-body-is-not-read-for-ever",
    title: "Of a refused response that never ends, not more than a part is read",
    category: "response",
    level: "must",
    spec: promise("refused-responses"),
    needs: ["connect"],
    async run(t: CaseContext) {
      const filler: Step = { do: "repeat", times: 1024, steps: [{ do: "body", text: "x", times: 65_536 }] };
      const script = play(t, { do: "head", status: 404, headers: { "content-type": "text/html" } }, filler, { do: "mark", name: "all" });
      await t.failure(t.connect(script.url));
      await clientCloses(t, script);
      t.ok(!(await arrives(t, script)).milestones.includes("all"), "the client leaves before it has read all of 64 MiB");
    },
  },
];
