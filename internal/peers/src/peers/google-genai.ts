import { GoogleGenAI } from "@google/genai";
import type { Subject, SubjectEvent } from "@sse/conformance";
import { versionOf } from "../version.ts";
import { answerWith, readJson } from "./json-payloads.ts";

/** What it yields has neither types nor IDs. */
const subject: Subject = {
  name: "@google/genai (stream reader)",
  version: versionOf("@google/genai"),
  capabilities: [],
  read: (body) =>
    readJson(
      (text) => ({ candidates: [{ content: { role: "model", parts: [{ text }] } }] }),
      async function* (): AsyncGenerator<SubjectEvent> {
        const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: "http://example.test", fetch: answerWith(body) } });
        for await (const { text = "" } of await client.models.generateContentStream({ model: "m", contents: "Hi" })) {
          yield { event: "message", data: text, id: "" };
        }
      },
    ),
};

export default subject;
