import { subjectOf } from "@sse/conformance";
import { connectSSE, reconnect } from "@sse/fetch";
import { versionOf } from "../version.ts";

export default subjectOf((...request) => connectSSE(fetch, ...request), {
  name: "@sse/fetch",
  version: versionOf("@sse/fetch"),
  reconnect,
});
