import { subjectOf } from "@sse/conformance";
import { connectSSE, reconnect } from "@sse/undici";
import { Agent } from "undici";

const agent = new Agent();

export default subjectOf((...request) => connectSSE(agent, ...request), {
  name: "@sse/undici",
  version: "packed",
  reconnect,
  policies: { redirects: "refused" },
});
