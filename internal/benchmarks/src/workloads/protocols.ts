import { workloadsOf } from "./protocol.ts";
import { a2a, graphql, langGraph, mcp, trpc } from "./protocols/agents.ts";
import { mastodon, mercure, wikimedia } from "./protocols/feeds.ts";
import { agUi, aiSdk, anthropic, chat, gemini, responses } from "./protocols/models.ts";
import type { Workload } from "./workload.ts";

const tunedOn = [chat, responses, anthropic, gemini, aiSdk, agUi, mcp, a2a, graphql, trpc, wikimedia, mercure, mastodon];
const heldOut = [langGraph];

/** Public protocols as they look on the wire, each in several cuts. */
export const protocols: Workload[] = [
  ...tunedOn.flatMap((protocol) => workloadsOf(protocol, false)),
  ...heldOut.flatMap((protocol) => workloadsOf(protocol, true)),
];
