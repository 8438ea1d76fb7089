import { EventDecoderStream } from "@orpc/standard-server";
import type { Subject, SubjectEvent } from "@sse/conformance";
import { versionOf } from "../version.ts";

/** The decoder beneath the client's iterators, which takes text: `TextDecoderStream` goes before it, as in the client. It has an event's own ID, not the last one. */
const subject: Subject = {
  name: "@orpc/standard-server (decoder)",
  version: versionOf("@orpc/standard-server"),
  capabilities: ["event-type"],
  async *read(body): AsyncGenerator<SubjectEvent> {
    const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventDecoderStream());
    for await (const { event, data } of messages) if (data !== undefined) yield { event: event ?? "message", data, id: "" };
  },
};

export default subject;
