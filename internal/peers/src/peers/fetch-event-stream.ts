import type { Subject, SubjectEvent } from "@sse/conformance";
import { events } from "fetch-event-stream";
import { versionOf } from "../version.ts";

/** An event's `id` is its block's own, so that IDs are not claimed. */
const subject: Subject = {
  name: "fetch-event-stream",
  version: versionOf("fetch-event-stream"),
  capabilities: ["event-type"],
  async *read(body): AsyncGenerator<SubjectEvent> {
    for await (const { event = "message", data = "", id = "" } of events(new Response(body))) yield { event, data, id: String(id) };
  },
};

export default subject;
