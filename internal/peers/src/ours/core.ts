import type { Subject } from "@sse/conformance";
import { SSEDecoder } from "@sse/core";
import { versionOf } from "../version.ts";

const core: Subject = {
  name: "@sse/core",
  version: versionOf("@sse/core"),
  capabilities: ["event-type", "event-id", "last-event-id", "reconnection-time", "comments"],
  decode: ({ onComment }) => new SSEDecoder({ onComment }),
};

export default core;
