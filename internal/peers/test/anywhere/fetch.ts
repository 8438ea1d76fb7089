import { subjectOf } from "@sse/conformance";
import { connectSSE, reconnect } from "@sse/fetch";

/** The fetch adapter of this workspace: this is what is bundled, and runs in a browser or a worker. */
export default subjectOf((...request) => connectSSE(fetch, ...request), { name: "@sse/fetch", version: "source", reconnect });
