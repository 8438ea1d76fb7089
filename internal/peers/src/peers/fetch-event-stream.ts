import type { Subject, SubjectEvent } from "@sse/conformance";
import { events, type ServerSentEventMessage, stream } from "fetch-event-stream";
import { versionOf } from "../version.ts";

const eventOf = ({ event = "message", data = "", id = "" }: ServerSentEventMessage): SubjectEvent => ({ event, data, id: String(id) });

/** An event's `id` is its block's own, so that IDs aren't claimed. */
const subject: Subject = {
  name: "fetch-event-stream",
  version: versionOf("fetch-event-stream"),
  capabilities: ["event-type", "method", "headers", "body", "signal"],
  policies: { redirects: "followed", compression: "decompressed", noContent: "ends" },
  async *read(body): AsyncGenerator<SubjectEvent> {
    for await (const event of events(new Response(body))) yield eventOf(event);
  },
  /** Aborting is how it documents to leave a stream. */
  async connect(url, { method, headers, body, signal }) {
    const leaving = new AbortController();
    const messages = await stream(url, {
      ...(method !== undefined && { method }),
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
      signal: signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal,
    });
    async function* iterate(): AsyncGenerator<SubjectEvent, void> {
      try {
        for await (const event of messages) yield eventOf(event);
      } catch (error) {
        if (!leaving.signal.aborted) throw error;
      } finally {
        leaving.abort();
      }
    }
    const iterator = iterate();
    return { [Symbol.asyncIterator]: () => iterator, close: () => leaving.abort() };
  },
};

export default subject;
