import type { Subject } from "@sse/conformance";
import { eventSource } from "../../peers/event-source-class.ts";

/** The platform's own, of which the report's `runtime` tells the version. */
const subject: Subject = {
  name: "EventSource",
  version: "",
  capabilities: ["event-type", "event-id"],
  ...eventSource((url) => new EventSource(url)),
};

export default subject;
