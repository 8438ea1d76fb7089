import { Client } from "@langchain/langgraph-sdk";
import { langGraph } from "@sse/core/protocols";
import { block, type Sdk } from "../sdk.ts";

export const langGraphSdk: Sdk[] = [
  {
    title: "LangGraph: `runs.stream`",
    contract: { ...langGraph, comments: true },
    contractName: "{ ...langGraph, comments: true }",
    answer: [
      block({ run_id: "r1" }, { event: "metadata" }),
      block({ text: "Hel" }, { event: "values" }),
      block({ text: "Hello" }, { event: "values" }),
    ],
    cutAfter: 2,
    error: block({ error: "ServerError", message: "overloaded" }, { event: "error" }).text,
    async run({ url, fetch, show }) {
      const client = new Client({ apiUrl: url, apiKey: "k", callerOptions: { maxRetries: 0, fetch } });
      for await (const event of client.runs.stream(null, "agent", { input: {} })) show(event);
    },
  },
];
