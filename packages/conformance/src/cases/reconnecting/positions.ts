import type { CaseContext } from "../../case.ts";
import type { Step } from "../../server/scenario.ts";
import type { Script } from "../../server/scripted-server.ts";
import type { Group, SourceCase } from "../group.ts";
import { html, promise } from "../specifications.ts";
import { arrives, end, head, nextData, playInTurn, requestCount, send } from "../streams.ts";
import { lastEventIdOf, long, reads, short } from "./connections.ts";

/** After a first connection, with this text, the second one sends this Last-Event-ID, or none. */
function idCase(name: string, title: string, text: string, data: readonly string[], lastEventId: string | null): SourceCase {
  return {
    id: name,
    title,
    async run(t) {
      const script = playInTurn(t, short(text), long("data: last\n\n"));
      await reads(t, script, [...data, "last"]);
      t.equal(await lastEventIdOf(t, script, 1), lastEventId, "Last-Event-ID of the second request");
    },
  };
}

/** A first connection that ends in some way is followed by a second one. */
function endCase(name: string, title: string, ...ending: Step[]): SourceCase {
  return {
    id: name,
    title,
    async run(t) {
      await reads(t, playInTurn(t, [head, send("retry: 10\ndata: 1\n\n"), ...ending], long("data: 2\n\n")), ["1", "2"]);
    },
  };
}

export const newConnections: Group = {
  level: "must",
  spec: html("reestablish-the-connection"),
  needs: ["reconnect"],
  cases: [
    endCase("after-a-clean-end", "The client reconnects after a stream that ends", end),
    endCase("after-a-drop", "The client reconnects after a stream that breaks off", { do: "delay", milliseconds: 20 }, { do: "reset" }),
    endCase("after-an-incomplete-body", "The client reconnects after a stream whose body is incomplete", { do: "close" }),
    {
      id: "after-a-failed-attempt",
      title: "An attempt that gets no response is followed by another, with the same last event ID",
      async run(t) {
        const script = playInTurn(t, short("id: 1\ndata: 1\n\n"), [{ do: "reset" }], long("data: 2\n\n"));
        await reads(t, script, ["1", "2"]);
        t.equal([await lastEventIdOf(t, script, 1), await lastEventIdOf(t, script, 2)], ["1", "1"], "Last-Event-ID of both attempts");
      },
    },
  ],
};

export const positions: Group = {
  level: "must",
  spec: html("the-last-event-id-header"),
  needs: ["reconnect"],
  cases: [
    idCase(
      "last-event-id-is-sent",
      "A new connection sends the last event ID as Last-Event-ID",
      "id: 1\ndata: a\n\nid: 2\ndata: b\n\n",
      ["a", "b"],
      "2",
    ),
    idCase("no-last-event-id-without-one", "Without an ID no Last-Event-ID is sent", "data: a\n\n", ["a"], null),
    {
      id: "empty-id-resets",
      title: "An empty ID ends the sending of Last-Event-ID",
      async run(t) {
        const script = playInTurn(t, short("id: 1\ndata: a\n\n"), short("id\ndata: b\n\n"), long("data: c\n\n"));
        await reads(t, script, ["a", "b", "c"]);
        t.equal([await lastEventIdOf(t, script, 1), await lastEventIdOf(t, script, 2)], ["1", null], "Last-Event-ID of the later requests");
      },
    },
    idCase(
      "id-persists",
      "The ID of an earlier event is sent when later ones carry none",
      "id: 1\ndata: a\n\ndata: b\n\n",
      ["a", "b"],
      "1",
    ),
    idCase("id-without-data-counts", "An ID without data counts from its blank line on", "id: 1\ndata: a\n\nid: 2\n\n", ["a"], "2"),
    idCase(
      "id-of-a-partial-event-does-not-count",
      "The ID of an event that was cut off does not count",
      "id: 1\ndata: a\n\nid: 2\ndata: b\n",
      ["a"],
      "1",
    ),
    idCase(
      "id-with-null-does-not-count",
      "An ID that contains U+0000 does not count",
      "id: 1\ndata: a\n\nid: 2\u0000\ndata: b\n\n",
      ["a", "b"],
      "1",
    ),
    idCase("id-is-sent-as-utf-8", "An ID outside Latin-1 is sent as its UTF-8 bytes", "id: 事件-é-🌍\ndata: a\n\n", ["a"], "事件-é-🌍"),
    {
      id: "id-that-no-header-can-carry",
      title: "An ID that no header field can carry does not keep the client from reconnecting",
      spec: promise("reconnecting"),
      async run(t) {
        const script = playInTurn(t, short("id: a\u0001b\u007f\ndata: 1\n\n"), long("data: 2\n\n"));
        await reads(t, script, ["1", "2"]);
        await requestCount(t, script, 2);
      },
    },
    {
      id: "id-survives-a-connection-without-it",
      title: "Events without an ID leave the position as it is, also on a connection that was made without Last-Event-ID",
      spec: html("concept-event-stream-last-event-id"),
      needs: ["last-event-id"],
      async run(t) {
        // No header can carry this ID, so the later requests go without it.
        const script = playInTurn(t, short("id: a\u0001b\ndata: 1\n\n"), short("data: 2\n\n"), long("data: 3\n\n"));
        const connection = await t.reconnect(script.url);
        const iterator = connection[Symbol.asyncIterator]();
        for (const data of ["1", "2", "3"]) t.equal(await nextData(t, iterator), data, "the event's data");
        t.equal(connection.lastEventId, "a\u0001b", "lastEventId of the whole, after events without an ID");
      },
    },
    {
      id: "id-survives-a-second-drop",
      title: "The last event ID is kept over several connections that bring no new one",
      spec: html("concept-event-stream-last-event-id"),
      async run(t) {
        const nothing: Step[] = [head, send(": nothing\n\n"), { do: "close" }];
        const script = playInTurn(t, short("id: 7\ndata: 1\n\n"), [head, end], nothing, long("data: 2\n\n"));
        await reads(t, script, ["1", "2"]);
        const sent = await Promise.all([1, 2, 3].map((index) => lastEventIdOf(t, script, index)));
        t.equal(sent, ["7", "7", "7"], "Last-Event-ID of the later requests");
      },
    },
    {
      id: "first-last-event-id-is-the-callers",
      title: "The last event ID that the caller gives is sent with the first request, and again until the stream brings another",
      level: "should",
      spec: promise("resuming"),
      needs: ["send-last-event-id"],
      async run(t) {
        const script = playInTurn(t, short(""), short("id: 43\ndata: 1\n\n"), long("data: 2\n\n"));
        await reads(t, script, ["1", "2"], { lastEventId: "42" });
        const sent = await Promise.all([0, 1, 2].map((index) => lastEventIdOf(t, script, index)));
        t.equal(sent, ["42", "42", "43"], "Last-Event-ID of the three requests");
      },
    },
    {
      id: "nothing-is-carried-over",
      title: "Nothing of an event that a drop cuts off is carried over: not its data, its type, or the rest of a line or a character",
      spec: html("event-stream-interpretation"),
      needs: ["event-type"],
      async run(t) {
        const cut: Step = { do: "body", base64: btoa("event: other\ndata: old\ndata: \xe4\xb8") };
        const dropped: Step[] = [head, send("retry: 10\n\n"), cut, { do: "close" }];
        const script = playInTurn(t, dropped, [head, send("data: half"), end], long("\ufeffdata: new\n\n"));
        const iterator = (await t.reconnect(script.url, { eventTypes: ["message", "other"] }))[Symbol.asyncIterator]();
        const { value } = await t.within(iterator.next(), "the event arrives");
        t.equal({ event: value?.event, data: value?.data }, { event: "message", data: "new" }, "the event");
      },
    },
    {
      id: "request-is-the-same",
      title: "Each request asks for an event stream, with the caller's header fields",
      spec: html("sse-processing-model"),
      needs: ["headers"],
      async run(t) {
        const script = playInTurn(t, short("data: 1\n\n"), long("data: 2\n\n"));
        await reads(t, script, ["1", "2"], { headers: { authorization: "Bearer token", "x-custom": "1" } });
        for (const index of [0, 1]) {
          const { method, headers } = (await arrives(t, script, index)).request;
          const sent = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
          t.equal([method, sent.get("authorization"), sent.get("x-custom")], ["GET", "Bearer token", "1"], `request ${index + 1}`);
          t.ok(/^text\/event-stream\b/.test(sent.get("accept") ?? ""), "Accept is text/event-stream");
        }
      },
    },
    {
      id: "redirects-are-not-remembered",
      title: "After a stream that a temporary redirect led to, the client asks the original URL again",
      level: "policy",
      spec: promise("reconnecting"),
      policy: { redirects: "followed" },
      async run(t) {
        const target = playInTurn(t, short("data: 1\n\n"), long("data: 2\n\n"));
        const first = playInTurn(t, [{ do: "head", status: 307, headers: { location: target.url } }, end]);
        await reads(t, first, ["1", "2"]);
        await requestCount(t, first, 2, "the number of requests to the original URL");
        await requestCount(t, target, 2, "the number of requests to the redirect's target");
      },
    },
    {
      id: "no-event-is-lost-or-repeated",
      title: "Over five drops in the middle of an event, with a server that resumes after Last-Event-ID, every event comes once",
      limit: 15_000,
      async run(t) {
        const event = (number: number): string => `id: ${number}\ndata: ${number}\n\n`;
        const connections = [0, 3, 6, 9, 12].map((before): Step[] => {
          const complete = [1, 2, 3].map((offset) => event(before + offset)).join("");
          return [head, send(`retry: 10\n${complete}${event(before + 4).slice(0, -1)}`), { do: "close" }];
        });
        const script = playInTurn(t, ...connections, long(event(16)));
        const numbers = Array.from({ length: 16 }, (_, index) => String(index + 1));
        await reads(t, script, numbers);
        const sent = await Promise.all([1, 2, 3, 4, 5].map((index) => lastEventIdOf(t, script, index)));
        t.equal(sent, ["3", "6", "9", "12", "15"], "Last-Event-ID of the later requests");
      },
    },
  ],
};

/** A server that resumes, but sends the event with the last ID once more. */
const inclusive = (t: CaseContext): Script =>
  playInTurn(t, short("id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n"), short("id: 2\ndata: 2\n\nid: 3\ndata: 3\n\n"), long("data: 4\n\n"));

export const repetitions: Group = {
  level: "must",
  spec: promise("repetitions"),
  needs: ["reconnect"],
  cases: [
    {
      id: "repeated-events-are-delivered",
      title: "An event that the server sends a second time is delivered a second time, unless the caller asks otherwise",
      spec: html("dispatchMessage"),
      run: (t) => reads(t, inclusive(t), ["1", "2", "2", "3", "4"]),
    },
    {
      id: "repeated-first-event-is-dropped",
      title: "With dedupe, the first event of a resumed stream is dropped if it is the one that the client resumed after",
      needs: ["dedupe"],
      run: (t) => reads(t, inclusive(t), ["1", "2", "3", "4"], { dedupe: true }),
    },
    {
      id: "repeated-event-after-a-greeting-is-dropped",
      title: "With dedupe, a repeated event is dropped as well if an event without an ID of its own comes before it",
      needs: ["dedupe"],
      async run(t) {
        const resumed = "data: hello\n\nid: 2\ndata: 2\n\nid: 3\ndata: 3\n\n";
        await reads(t, playInTurn(t, short("id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n"), long(resumed)), ["1", "2", "hello", "3"], {
          dedupe: true,
        });
      },
    },
    {
      id: "repeated-events-are-dropped",
      title: "With dedupe, events that were delivered before are dropped by their IDs; events without an ID of their own are not",
      needs: ["dedupe"],
      async run(t) {
        const first = "id: 1\ndata: 1\n\ndata: same\n\nid: 2\ndata: 2\n\n";
        await reads(t, playInTurn(t, short(first), short(first), long("id: 3\ndata: 3\n\n")), ["1", "same", "2", "same", "3"], {
          dedupe: true,
        });
      },
    },
  ],
};
