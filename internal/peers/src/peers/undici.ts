import type { Subject } from "@sse/conformance";
import { EventSource } from "undici";
import { versionOf } from "../version.ts";
import { firstStreamOf } from "./event-source-class.ts";
import { serveOnce } from "./loopback.ts";

const subject: Subject = {
  name: "EventSource of undici",
  version: versionOf("undici"),
  capabilities: ["event-type", "event-id"],
  async *read(body, init) {
    yield* firstStreamOf(new EventSource(await serveOnce(body)), init);
  },
};

export default subject;
