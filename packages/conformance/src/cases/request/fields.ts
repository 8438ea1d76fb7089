import type { CaseContext } from "../../case.ts";
import { headerValues, type RecordedRequest } from "../../server/recorded-request.ts";
import type { ConnectInit } from "../../subject.ts";
import type { Group } from "../group.ts";
import { fetchStandard, html, promise, rfc9110 } from "../specifications.ts";
import { arrives, end, head, play, requestCount } from "../streams.ts";

/** Sends one request, reads its stream to the end and returns the request as it arrived. */
export async function requestOf(t: CaseContext, init: Partial<ConnectInit> = {}, suffix = ""): Promise<RecordedRequest> {
  const script = play(t, head, end);
  await t.collect(await t.connect(script.url + suffix, init));
  await requestCount(t, script, 1);
  return (await arrives(t, script)).request;
}

export const fields: Group = {
  level: "must",
  spec: html("dom-eventsource"),
  needs: ["connect"],
  cases: [
    {
      id: "method-is-get-by-default",
      title: "A connection for which no method is given asks with GET, once",
      async run(t) {
        t.equal((await requestOf(t)).method, "GET", "the method");
      },
    },
    {
      id: "accept-is-text-event-stream",
      title: "The Accept field names text/event-stream, in one field line",
      async run(t) {
        const accept = headerValues(await requestOf(t), "accept");
        t.equal(accept.length, 1, "the number of Accept field lines");
        t.ok(/^text\/event-stream\b/.test(accept[0] ?? ""), "Accept begins with text/event-stream", { got: accept[0] });
      },
    },
    {
      id: "caches-are-told-not-to-answer",
      title: "The Cache-Control field keeps caches from answering and from storing the stream",
      level: "should",
      async run(t) {
        const values = headerValues(await requestOf(t), "cache-control").join(", ");
        // Fetch sends no-cache for the cache mode no-store.
        t.ok(/\bno-(store|cache)\b/.test(values), "Cache-Control says no-store or no-cache", { got: values });
      },
    },
    {
      id: "no-last-event-id-without-one",
      title: "A first connection sends no Last-Event-ID field",
      spec: html("the-last-event-id-header"),
      async run(t) {
        t.equal(headerValues(await requestOf(t), "last-event-id"), [], "Last-Event-ID field lines");
      },
    },
    {
      id: "target-is-sent-as-given",
      title: "The path and the query are sent as given, the fragment is not sent",
      spec: rfc9110("7.1"),
      async run(t) {
        const { target } = await requestOf(t, {}, "/a%20b?q=1&q=%2F&r=%C3%A9#fragment");
        t.equal(target.replace(/^\/[^/]+/, ""), "/a%20b?q=1&q=%2F&r=%C3%A9", "the request target");
      },
    },
  ],
};

export const callersFields: Group = {
  level: "must",
  spec: promise("headers"),
  needs: ["connect", "headers"],
  cases: [
    {
      id: "headers-reach-the-server",
      title: "Header fields that the caller gives reach the server, each once",
      async run(t) {
        const request = await requestOf(t, { headers: { authorization: "Bearer token", "x-custom": "1, 2", "X-Upper": "3" } });
        for (const [name, value] of [
          ["authorization", "Bearer token"],
          ["x-custom", "1, 2"],
          ["x-upper", "3"],
        ] as const) {
          t.equal(headerValues(request, name), [value], name);
        }
      },
    },
    {
      id: "accept-of-the-caller-wins",
      title: "An Accept field that the caller gives replaces the client's own, in whatever case it is written",
      level: "should",
      async run(t) {
        for (const name of ["accept", "Accept", "ACCEPT"]) {
          const accept = "text/event-stream;q=0.9, application/json";
          t.equal(headerValues(await requestOf(t, { headers: { [name]: accept } }), "accept"), [accept], `${name} as it was sent`);
        }
      },
    },
    {
      id: "caller-can-set-cache-control",
      title: "A Cache-Control field that the caller gives replaces the client's own, in whatever case it is written",
      level: "should",
      async run(t) {
        for (const name of ["cache-control", "Cache-Control"]) {
          t.equal(
            headerValues(await requestOf(t, { headers: { [name]: "max-age=0" } }), "cache-control"),
            ["max-age=0"],
            `${name} as it was sent`,
          );
        }
      },
    },
    {
      id: "caller-objects-are-unchanged",
      title: "The objects that the caller passes are not changed, and may be frozen",
      async run(t) {
        const headers = Object.freeze({ "X-Custom": "1", Accept: "text/event-stream", cookie: "a=b" });
        const init = Object.freeze({ headers, eventTypes: Object.freeze(["message"]) });
        const before = JSON.stringify(init);
        await requestOf(t, init);
        t.equal(JSON.stringify(init), before, "the caller's init, afterwards");

        // A frozen object hides a change that is tried and swallowed.
        const open = { "X-Custom": "1", Accept: "text/event-stream", cookie: "a=b" };
        await requestOf(t, { headers: open });
        t.equal(open, { "X-Custom": "1", Accept: "text/event-stream", cookie: "a=b" }, "the caller's headers, afterwards");
      },
    },
    {
      id: "header-value-that-cannot-be-sent-is-an-error",
      title: "A header value with a line feed is an error before anything is sent",
      spec: fetchStandard("header-value"),
      async run(t) {
        const script = play(t, head, end);
        await t.failure(t.connect(script.url, { headers: { "x-custom": "a\r\nx-injected: b" } }));
        await t.collect(await t.connect(script.url));
        await requestCount(t, script, 1, "the number of requests, with that of a second connection");
      },
    },
  ],
};
