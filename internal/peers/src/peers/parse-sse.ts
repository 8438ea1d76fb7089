import type { Subject, SubjectEvent } from "@sse/conformance";
import { parseServerSentEvents } from "parse-sse";
import { versionOf } from "../version.ts";

const subject: Subject = {
  name: "parse-sse",
  version: versionOf("parse-sse"),
  capabilities: ["event-type", "event-id"],
  async *read(body): AsyncGenerator<SubjectEvent> {
    const response = new Response(body, { headers: { "content-type": "text/event-stream" } });
    for await (const { type, data, lastEventId } of parseServerSentEvents(response)) yield { event: type, data, id: lastEventId };
  },
};

export default subject;
