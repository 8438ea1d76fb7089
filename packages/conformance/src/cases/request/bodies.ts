import { bodyText, headerValues } from "../../server/recorded-request.ts";
import type { ConnectInit } from "../../subject.ts";
import type { Group, SourceCase } from "../group.ts";
import { promise, rfc9110 } from "../specifications.ts";
import { end, head, play, requestCount } from "../streams.ts";
import { requestOf } from "./fields.ts";

const json = '{"prompt":"Grüße, 世界 🌍"}';
const withBody = (method: string): Partial<ConnectInit> => ({
  method,
  headers: { "content-type": "application/json", "x-custom": "1" },
  body: json,
});

export const bodies: Group = {
  level: "must",
  spec: promise("method-and-body"),
  needs: ["connect", "method", "headers", "body"],
  cases: [
    ...["POST", "PUT", "PATCH"].map(
      (method): SourceCase => ({
        id: `${method.toLowerCase()}-sends-its-body`,
        title: `${method} sends the body's bytes with their content type, and the stream is read as after GET`,
        async run(t) {
          const request = await requestOf(t, withBody(method));
          t.equal(request.method, method, "the method");
          t.equal(bodyText(request), json, "the body");
          t.equal(headerValues(request, "content-type"), ["application/json"], "Content-Type");
          t.equal(headerValues(request, "x-custom"), ["1"], "a custom field");
        },
      }),
    ),
    {
      id: "body-of-a-megabyte-arrives-whole",
      title: "A request body of 1 MiB arrives whole",
      spec: rfc9110("8.6"),
      async run(t) {
        const body = "0123456789abcdef".repeat(65_536);
        const request = await requestOf(t, { method: "POST", headers: { "content-type": "text/plain" }, body });
        t.equal(request.body.length, body.length, "the body's length in bytes");
        t.ok(bodyText(request) === body, "the body is the one that was given");
      },
    },
    {
      id: "failed-post-is-not-repeated",
      title: "A POST whose connection breaks off before the response is not sent again",
      spec: rfc9110("9.2.2"),
      async run(t) {
        const script = play(t, { do: "reset" });
        await t.failure(t.connect(script.url, withBody("POST")));
        // A request that is over: one that had been sent again meanwhile would have arrived before it.
        await t.collect(await t.connect(play(t, head, end).url));
        await requestCount(t, script, 1);
      },
    },
  ],
};
