import { type RecordedRequest, utf8Values } from "../../server/recorded-request.ts";
import type { Group, SourceCase } from "../group.ts";
import { html, promise } from "../specifications.ts";
import { arrives, end, head, play, send } from "../streams.ts";
import { requestOf } from "./fields.ts";

/** The field for each time that it was sent. */
const lastEventIds = (request: RecordedRequest): string[] => utf8Values(request, "last-event-id");

export const lastEventId: Group = {
  level: "must",
  spec: html("the-last-event-id-header"),
  needs: ["connect", "send-last-event-id"],
  cases: [
    {
      id: "last-event-id-is-sent",
      title: "The last event ID is sent as Last-Event-ID",
      async run(t) {
        t.equal(lastEventIds(await requestOf(t, { lastEventId: "42" })), ["42"], "Last-Event-ID field lines");
      },
    },
    {
      id: "empty-last-event-id-is-not-sent",
      title: "An empty last event ID is not sent",
      spec: html("sse-processing-model"),
      async run(t) {
        t.equal(lastEventIds(await requestOf(t, { lastEventId: "" })), [], "Last-Event-ID field lines");
      },
    },
    ...(
      [
        ["latin-1", "Grüße"],
        ["beyond-latin-1", "事件-7"],
        ["beyond-the-bmp", "🌍"],
      ] as const
    ).map(
      ([name, lastEventId]): SourceCase => ({
        id: `last-event-id-is-utf-8-${name}`,
        title: `The last event ID "${lastEventId}" is sent as its UTF-8 bytes`,
        async run(t) {
          t.equal(lastEventIds(await requestOf(t, { lastEventId })), [lastEventId], "Last-Event-ID field lines, as UTF-8");
        },
      }),
    ),
    {
      id: "last-event-id-of-any-length",
      title: "A last event ID of 200,000 characters is sent, or is an error that says why, and no stack overflows",
      spec: promise("resuming"),
      async run(t) {
        const lastEventId = "x".repeat(200_000);
        const script = play(t, head, end);
        const reading = (async () => {
          for await (const _ of await t.connect(script.url, { lastEventId }));
        })();
        const [outcome] = await t.within(Promise.allSettled([reading]), "the iteration comes to an end");
        if (outcome.status === "rejected")
          t.ok(!/stack|RangeError/i.test(String(outcome.reason)), "no stack overflows", { got: String(outcome.reason) });
        else t.equal(lastEventIds((await arrives(t, script)).request)[0]?.length, lastEventId.length, "the length of Last-Event-ID");
      },
    },
    {
      id: "resumed-stream-keeps-the-id",
      title: "Events without an ID have the last event ID that the stream was resumed with",
      level: "should",
      spec: promise("resuming"),
      needs: ["event-id"],
      async run(t) {
        const script = play(t, head, send("data: a\n\nid: 43\ndata: b\n\n"), end);
        const events = await t.collect(await t.connect(script.url, { lastEventId: "42" }));
        t.equal(
          events.map(({ id }) => id),
          ["42", "43"],
          "the events' ids",
        );
      },
    },
    {
      id: "resumed-stream-knows-its-id",
      title: "The connection's last event ID is the one that it was resumed with, until the stream sends another",
      level: "should",
      spec: promise("resuming"),
      needs: ["last-event-id"],
      async run(t) {
        const connection = await t.connect(play(t, head, send("data: a\n\n"), end).url, { lastEventId: "42" });
        t.equal(connection.lastEventId, "42", "lastEventId before the first event");
        await t.collect(connection);
        t.equal(connection.lastEventId, "42", "lastEventId after a stream without ids");
      },
    },
  ],
};
