import type { Subject } from "@sse/conformance";
import { eventSource } from "./event-source-class.ts";

/** Behind the flag `--experimental-eventsource`. */
const subject: Subject = {
  name: "EventSource of Node.js",
  version: `${process.versions.node} (undici ${process.versions.undici})`,
  capabilities: ["event-type", "event-id"],
  ...eventSource((url) => new EventSource(url)),
};

export default subject;
