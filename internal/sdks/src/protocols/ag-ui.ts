import { HttpAgent } from "@ag-ui/client";
import { agUI } from "@sse/core/protocols";
import { block, type Sdk } from "../sdk.ts";

export const agUIClient: Sdk[] = [
  {
    title: "AG-UI: `HttpAgent.runAgent`",
    contract: agUI,
    contractName: "agUI",
    answer: [
      block({ type: "RUN_STARTED", threadId: "t1", runId: "r1" }),
      block({ type: "TEXT_MESSAGE_START", messageId: "m1", role: "assistant" }),
      block({ type: "TEXT_MESSAGE_CONTENT", messageId: "m1", delta: "Hello" }),
      block({ type: "TEXT_MESSAGE_END", messageId: "m1" }),
      block({ type: "RUN_FINISHED", threadId: "t1", runId: "r1" }),
    ],
    cutAfter: 3,
    error: block({ type: "RUN_ERROR", message: "overloaded" }).text,
    async run({ url, fetch, show }) {
      const agent = new HttpAgent({ url: `${url}/ag-ui`, fetch: (to, init) => fetch(to, init), threadId: "t1" });
      await agent.runAgent({ runId: "r1" }, { onEvent: ({ event }) => show(event) });
      show(agent.messages);
    },
  },
];
