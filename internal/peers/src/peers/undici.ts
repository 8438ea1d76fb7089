import type { Subject } from "@sse/conformance";
import { EventSource } from "undici";
import { versionOf } from "../version.ts";
import { eventSource } from "./event-source-class.ts";

const subject: Subject = {
  name: "EventSource of undici",
  version: versionOf("undici"),
  capabilities: ["event-type", "event-id"],
  ...eventSource((url) => new EventSource(url)),
};

export default subject;
