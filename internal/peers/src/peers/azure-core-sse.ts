import { createSseStream } from "@azure/core-sse";
import type { Subject, SubjectEvent } from "@sse/conformance";
import { versionOf } from "../version.ts";

/** An event's `id` is its block's own, so that IDs are not claimed. */
const subject: Subject = {
  name: "@azure/core-sse",
  version: versionOf("@azure/core-sse"),
  capabilities: ["event-type"],
  async *read(body): AsyncGenerator<SubjectEvent> {
    for await (const { event, data, id } of createSseStream(body)) yield { event: event || "message", data, id };
  },
};

export default subject;
