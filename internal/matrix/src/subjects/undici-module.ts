import { subjectOf } from "@sse/conformance";
import { connectSSE, reconnect } from "@sse/undici";
import * as undici from "undici";

/** The module itself: all that works of the package that Bun puts in undici's place. */
export default subjectOf((...request) => connectSSE(undici, ...request), {
  name: "@sse/undici",
  version: "packed",
  reconnect,
  policies: { redirects: "refused" },
});
