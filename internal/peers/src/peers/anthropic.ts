import { Stream } from "@anthropic-ai/sdk/core/streaming";
import type { Subject, SubjectEvent } from "@sse/conformance";
import { versionOf } from "../version.ts";

/** The SDK's documented reader of raw events. It has types and data, not IDs. */
const subject: Subject = {
  name: "@anthropic-ai/sdk (stream reader)",
  version: versionOf("@anthropic-ai/sdk"),
  capabilities: ["event-type"],
  async *read(body): AsyncGenerator<SubjectEvent> {
    for await (const { event, data } of Stream.rawEvents(new Response(body))) yield { event: event ?? "message", data, id: "" };
  },
};

export default subject;
