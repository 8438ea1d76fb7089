import type { Subject } from "@sse/conformance";
import { getResponse, sse } from "msw";
import { versionOf } from "../version.ts";
import { connectionOf, type EventSourceLike, policies } from "./event-source-class.ts";

/** What its handler of a mocked request gets from `server.connect()`: an `EventSource` that reads what the actual server sends. */
async function connectToServer(url: string): Promise<EventSourceLike> {
  return new Promise((resolve, reject) => {
    const handler = sse("*", ({ server }) => resolve(server.connect()));
    const request = new Request(url, { headers: { accept: "text/event-stream" } });
    getResponse([handler], request, { quiet: true }).then(() => reject(new Error("the handler wasn't called")), reject);
  });
}

/** Reconnecting isn't claimed: its source closes itself when the stream ends. */
const subject: Subject = {
  name: "msw (sse handler)",
  version: versionOf("msw"),
  capabilities: ["event-type", "event-id"],
  policies,
  connect: async (url, init) => connectionOf(await connectToServer(url), init, true),
};

export default subject;
