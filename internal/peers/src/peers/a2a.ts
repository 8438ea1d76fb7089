import { AgentCard, SendMessageRequest } from "@a2a-js/sdk";
import { RestTransportFactory } from "@a2a-js/sdk/client";
import type { Subject, SubjectEvent } from "@sse/conformance";
import { versionOf } from "../version.ts";
import { answerWith, readJson } from "./json-payloads.ts";

const card = AgentCard.fromJSON({ name: "a", supportedInterfaces: [{ url: "http://example.test", protocolBinding: "HTTP+JSON" }] });
const request = SendMessageRequest.fromJSON({ message: { messageId: "q", role: "ROLE_USER", parts: [{ text: "Hi" }] } });

/** What it yields has neither types nor IDs. */
const subject: Subject = {
  name: "@a2a-js/sdk (stream reader)",
  version: versionOf("@a2a-js/sdk"),
  capabilities: [],
  read: (body) =>
    readJson(
      (text) => ({ message: { messageId: "m", role: "ROLE_AGENT", parts: [{ text }] } }),
      async function* (): AsyncGenerator<SubjectEvent> {
        const transport = await new RestTransportFactory({ fetchImpl: answerWith(body) }).create("http://example.test", card);
        for await (const { payload } of transport.sendMessageStream(request)) {
          const content = payload?.$case === "message" ? payload.value.parts[0]?.content : undefined;
          yield { event: "message", data: content?.$case === "text" ? content.value : "", id: "" };
        }
      },
    ),
};

export default subject;
