import { GoogleGenAI } from "@google/genai";
import { gemini } from "@sse/core/protocols";
import { block, type Sdk } from "../sdk.ts";

const chunk = (text: string, more: object = {}): object => ({ candidates: [{ content: { role: "model", parts: [{ text }] }, ...more }] });

export const google: Sdk[] = [
  {
    title: "Google GenAI: `models.generateContentStream`",
    contract: gemini,
    contractName: "gemini",
    answer: [block(chunk("Hel")), block(chunk("lo")), block(chunk("!", { finishReason: "STOP" }))],
    cutAfter: 2,
    error: block({ error: { code: 503, message: "overloaded", status: "UNAVAILABLE" } }).text,
    async run({ url, fetch, show }) {
      const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: url, fetch } });
      for await (const { text } of await client.models.generateContentStream({ model: "m", contents: "Hi" })) show(text);
    },
  },
];
