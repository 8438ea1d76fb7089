import type { Step } from "../../server/scenario.ts";
import type { Group, SourceCase } from "../group.ts";
import { html, promise, rfc9110 } from "../specifications.ts";
import { arrives, clientCloses, delivers, end, head, play, requestCount, send, untilFailure } from "../streams.ts";

const json: Step[] = [
  { do: "head", status: 401, headers: { "content-type": "application/json", "www-authenticate": "Bearer" } },
  { do: "body", text: '{"error":"who are you?"}' },
  end,
];

export const statuses: Group = {
  level: "must",
  spec: html("sse-processing-model"),
  needs: ["connect"],
  cases: [
    ...[400, 401, 403, 404, 429, 500, 502, 503].map(
      (status): SourceCase => ({
        id: `status-${status}-is-refused`,
        title: `A response with status ${status} is an error, without an event even if it is an event stream`,
        async run(t) {
          const script = play(t, { ...head, do: "head", status }, send("data: x\n\n"), end);
          const { data } = await untilFailure(t, t.connect(script.url));
          t.equal(data, [], "the events before the error");
          await requestCount(t, script, 1);
        },
      }),
    ),
    {
      id: "status-401-with-json-is-refused",
      title: "A response with status 401 and a JSON body is an error",
      async run(t) {
        const { data } = await untilFailure(t, t.connect(play(t, ...json).url));
        t.equal(data, [], "the events before the error");
      },
    },
    {
      id: "interim-responses-are-skipped",
      title: "Interim responses (100, 102, 103) before the response are skipped",
      spec: rfc9110("15.2"),
      async run(t) {
        const hint: Step = { do: "head", status: 103, headers: { link: "</style.css>; rel=preload", "content-type": "text/plain" } };
        const script = play(t, { do: "head", status: 102 }, hint, hint, head, send("data: x\n\n"), end);
        await delivers(t, script, ["x"]);
      },
    },
  ],
};

export const responseFirst: Group = {
  level: "must",
  spec: promise("the-response-first"),
  needs: ["connect", "response"],
  cases: [
    {
      id: "refused-response-can-be-looked-at",
      title: "A response that is going to be refused can be looked at before the iteration: status and header fields",
      async run(t) {
        const connection = await t.connect(play(t, ...json).url);
        t.equal(connection.response?.status, 401, "the status");
        t.equal(connection.response?.headers.get("www-authenticate"), "Bearer", "a header field");
        await t.failure(Promise.resolve(connection));
      },
    },
    {
      id: "response-is-there-before-the-first-byte",
      title: "The response is there as soon as its header section is, before the first byte of the body",
      level: "should",
      async run(t) {
        const script = play(t, { do: "head", headers: { "content-type": "text/event-stream", "x-custom": "1" } });
        const connection = await t.within(t.connect(script.url), "the connection is there");
        t.equal(connection.response?.status, 200, "the status");
        t.equal(connection.response?.headers.get("x-custom"), "1", "a header field");
      },
    },
  ],
};

export const headers: Group = {
  level: "must",
  spec: rfc9110("5.1"),
  needs: ["connect", "response"],
  cases: [
    {
      id: "response-headers-have-no-case",
      title: "A response's header field is found by its name in any case, however the server writes it",
      async run(t) {
        const fields = { "content-type": "text/event-stream", "X-Request-ID": "1", "x-lower": "2", "X-UPPER": "3" };
        const connection = await t.connect(play(t, { do: "head", headers: fields }, end).url);
        const got = ["X-Request-Id", "x-request-id", "X-REQUEST-ID", "X-Lower", "x-upper", "Content-TYPE"].map((name) =>
          connection.response?.headers.get(name),
        );
        t.equal(got, ["1", "1", "1", "2", "3", "text/event-stream"], "the fields' values");
      },
    },
    {
      id: "inherited-properties-are-no-headers",
      title: "A field that the response doesn't have is null, also where its name is that of a property of every object",
      async run(t) {
        const connection = await t.connect(play(t, head, end).url);
        for (const name of ["x-missing", "constructor", "toString", "__proto__", "hasOwnProperty"]) {
          t.equal(connection.response?.headers.get(name), null, name);
        }
      },
    },
  ],
};

export const noContent: Group = {
  level: "must",
  spec: html("sse-processing-model"),
  needs: ["connect"],
  cases: [
    {
      id: "status-204-has-no-events",
      title: "A response with status 204 gives no event, and the client asks once",
      async run(t) {
        const script = play(t, { do: "head", status: 204 }, { do: "close" });
        // An error or a quiet end: either tells that there is nothing to come.
        const events: unknown[] = [];
        const reading = (async () => {
          for await (const event of await t.connect(script.url)) events.push(event);
        })();
        await t.within(Promise.allSettled([reading]), "the iteration comes to an end");
        t.equal(events, [], "the events");
        await requestCount(t, script, 1);
      },
    },
    {
      id: "status-204-ends-quietly",
      title: "A response with status 204 ends the loop without an error",
      level: "policy",
      spec: promise("no-content"),
      policy: { noContent: "ends" },
      async run(t) {
        t.equal(await t.collect(await t.connect(play(t, { do: "head", status: 204 }, { do: "close" }).url)), [], "the events");
      },
    },
    {
      id: "status-204-is-refused",
      title: "A response with status 204 is an error",
      level: "policy",
      spec: html("fail-the-connection"),
      policy: { noContent: "throws" },
      async run(t) {
        await untilFailure(t, t.connect(play(t, { do: "head", status: 204 }, { do: "close" }).url));
      },
    },
  ],
};

export const refusedResponses: Group = {
  level: "must",
  spec: promise("refused-responses"),
  needs: ["connect"],
  cases: [
    {
      id: "refused-stream-is-closed",
      title: "A refused response that never ends is closed by the client",
      async run(t) {
        const script = play(t, { do: "head", status: 500, headers: { "content-type": "application/json" } }, send('{"error":'));
        await t.failure(t.connect(script.url));
        await clientCloses(t, script);
      },
    },
    {
      id: "refused-body-is-not-read-for-ever",
      title: "Only a part of a refused response that never ends is read",
      async run(t) {
        const filler: Step = { do: "repeat", times: 1024, steps: [{ do: "body", text: "x", times: 65_536 }] };
        const script = play(t, { do: "head", status: 404, headers: { "content-type": "text/html" } }, filler, { do: "mark", name: "all" });
        await t.failure(t.connect(script.url));
        await clientCloses(t, script);
        t.ok(!(await arrives(t, script)).milestones.includes("all"), "the client leaves before it has read all of 64 MiB");
      },
    },
  ],
};
