import type { Subject, SubjectEvent } from "@sse/conformance";
import { _iterSSEMessages } from "openai/core/streaming";
import { versionOf } from "../version.ts";

/** The reader beneath the SDK's streams, before they parse the data as JSON. It has types and data, not IDs. */
const subject: Subject = {
  name: "openai (stream reader)",
  version: versionOf("openai"),
  capabilities: ["event-type"],
  async *read(body): AsyncGenerator<SubjectEvent> {
    for await (const { event, data } of _iterSSEMessages(new Response(body), new AbortController())) {
      yield { event: event ?? "message", data, id: "" };
    }
  },
};

export default subject;
