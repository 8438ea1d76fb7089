import { subjectOf } from "@sse/conformance";
import { connectSSE, reconnect } from "@sse/fetch";

export default subjectOf((...request) => connectSSE(fetch, ...request), { name: "@sse/fetch", version: "packed", reconnect });
