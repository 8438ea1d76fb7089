import type { CaseContext } from "../../case.ts";
import { bodyText, headerValues, type RecordedRequest, utf8Values } from "../../server/recorded-request.ts";
import type { ConnectInit } from "../../subject.ts";
import type { Group, SourceCase } from "../group.ts";
import { fetchStandard, rfc9110 } from "../specifications.ts";
import { arrives, delivers, end, head, play, requestCount, send, untilFailure } from "../streams.ts";

/** Sends a request that is redirected once and read to its end; returns it as the redirect's target saw it. */
async function redirected(
  t: CaseContext,
  status: number,
  init: Partial<ConnectInit> = {},
  where: "same origin" | "other origin" = "same origin",
): Promise<RecordedRequest> {
  const target = play(t, head, send("data: x\n\n"), end);
  const location = where === "same origin" ? new URL(target.url).pathname : target.otherOriginUrl;
  const first = play(t, { do: "head", status, headers: { location } }, end);
  await delivers(t, first, ["x"], init);
  await requestCount(t, first, 1, "the number of requests to the first URL");
  await requestCount(t, target, 1, "the number of requests to the redirect's target");
  return (await arrives(t, target)).request;
}

const post = { method: "POST", headers: { "content-type": "text/plain" }, body: "hello" };

export const followedRedirects: Group = {
  level: "policy",
  spec: fetchStandard("http-redirect-fetch"),
  needs: ["connect"],
  policy: { redirects: "followed" },
  cases: [
    ...[301, 302, 303, 307, 308].map(
      (status): SourceCase => ({
        id: `redirect-${status}-is-followed`,
        title: `A redirect with status ${status} is followed, and asks for an event stream again`,
        async run(t) {
          const request = await redirected(t, status);
          t.equal(request.method, "GET", "the method");
          t.ok(/^text\/event-stream\b/.test(headerValues(request, "accept")[0] ?? ""), "Accept is text/event-stream");
        },
      }),
    ),
    ...[307, 308].map(
      (status): SourceCase => ({
        id: `redirect-${status}-keeps-method-and-body`,
        title: `A redirect with status ${status} repeats a POST with its body`,
        spec: rfc9110(status === 307 ? "15.4.8" : "15.4.9"),
        needs: ["method", "headers", "body"],
        async run(t) {
          const request = await redirected(t, status, post);
          t.equal(request.method, "POST", "the method");
          t.equal(bodyText(request), "hello", "the body");
        },
      }),
    ),
    {
      id: "redirect-303-asks-with-get",
      title: "A redirect with status 303 turns a POST into a GET without a body",
      spec: rfc9110("15.4.4"),
      needs: ["method", "headers", "body"],
      async run(t) {
        const request = await redirected(t, 303, post);
        t.equal(request.method, "GET", "the method");
        t.equal(request.body.length, 0, "the body's length");
        t.equal(headerValues(request, "content-type"), [], "Content-Type");
      },
    },
    {
      id: "redirect-on-one-origin-keeps-the-headers",
      title: "A redirect on one origin keeps the header fields that the caller gave, its credentials among them",
      needs: ["headers"],
      async run(t) {
        const request = await redirected(t, 307, { headers: { authorization: "Bearer secret", "x-custom": "1" } });
        t.equal(headerValues(request, "authorization"), ["Bearer secret"], "Authorization");
        t.equal(headerValues(request, "x-custom"), ["1"], "a custom field");
      },
    },
    {
      id: "redirect-to-another-origin-drops-credentials",
      title: "A redirect to another origin does not hand on Authorization and Cookie",
      needs: ["headers"],
      async run(t) {
        for (const status of [302, 307]) {
          const request = await redirected(t, status, { headers: { Authorization: "Bearer secret", Cookie: "session=1" } }, "other origin");
          t.equal(headerValues(request, "authorization"), [], `Authorization after ${status}`);
          t.equal(headerValues(request, "cookie"), [], `Cookie after ${status}`);
        }
      },
    },
    {
      id: "redirect-keeps-the-last-event-id",
      title: "A redirect keeps Last-Event-ID, so that the stream is resumed where it leads",
      needs: ["send-last-event-id"],
      async run(t) {
        t.equal(utf8Values(await redirected(t, 307, { lastEventId: "é42" }), "last-event-id"), ["é42"], "Last-Event-ID");
      },
    },
  ],
};

export const redirects: Group = {
  level: "must",
  spec: rfc9110("15.4"),
  needs: ["connect"],
  cases: [
    {
      id: "redirect-loop-is-an-error",
      title: "A redirect to itself is an error after some requests",
      async run(t) {
        const script = play(t, { do: "head", status: 302, headers: { location: "?again" } }, end);
        await untilFailure(t, t.connect(script.url));
        await script.refresh();
        t.ok(script.exchanges.length <= 50, "at most 50 requests are sent", { got: script.exchanges.length });
      },
    },
    {
      id: "redirect-without-location-is-an-error",
      title: "A response with status 302 that leads nowhere is an error",
      spec: fetchStandard("concept-response-location-url"),
      async run(t) {
        const { data } = await untilFailure(t, t.connect(play(t, { ...head, do: "head", status: 302 }, send("data: x\n\n"), end).url));
        t.equal(data, [], "the events before the error");
      },
    },
    {
      id: "redirect-is-refused",
      title: "A redirect is not followed: it is an error, and no second request is sent",
      level: "policy",
      policy: { redirects: "refused" },
      async run(t) {
        const target = play(t, head, send("data: x\n\n"), end);
        const first = play(t, { do: "head", status: 307, headers: { location: target.url } }, end);
        await untilFailure(t, t.connect(first.url));
        await requestCount(t, target, 0, "the number of requests to the redirect's target");
      },
    },
  ],
};
