import { Client } from "@langchain/langgraph-sdk";
import type { Subject, SubjectEvent } from "@sse/conformance";
import { versionOf } from "../version.ts";
import { answerWith, readJson } from "./json-payloads.ts";

/** A payload of white space comes out as `null`. */
const subject: Subject = {
  name: "@langchain/langgraph-sdk (stream reader)",
  version: versionOf("@langchain/langgraph-sdk"),
  capabilities: ["event-type", "event-id"],
  read: (body) =>
    readJson(
      (payload) => payload,
      async function* (): AsyncGenerator<SubjectEvent> {
        const client = new Client({
          apiUrl: "http://example.test",
          apiKey: "k",
          callerOptions: { maxRetries: 0, fetch: answerWith(body) },
        });
        for await (const message of client.runs.stream(null, "agent", { input: {} })) {
          const id = "id" in message ? String(message.id ?? "") : "";
          yield { event: message.event || "message", data: String(message.data ?? ""), id };
        }
      },
    ),
};

export default subject;
