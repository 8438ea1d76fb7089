// Plain connectSSE under p-retry, for a program that has its retries there already. `reconnect` does this and more; see reconnect.ts.
import { connectSSE, isSSEError } from "@sse/fetch";
import pRetry, { AbortError } from "p-retry";
import { startFlakyServer } from "./flaky-server.ts";

const server = await startFlakyServer(5, 2);
let lastEventId = "";

for (let done = false; !done; ) {
  // A promise that is kept ends the row of failures: each stream that delivered is a call of its own.
  done = await pRetry(readOneStream, { retries: 5, minTimeout: 250, maxTimeout: 30_000, randomize: true });
}

async function readOneStream(): Promise<boolean> {
  const before = lastEventId;
  await using source = await connectSSE(fetch, "GET", server.url, { lastEventId, idleTimeout: 60_000 });
  const { status } = source.response;
  if (status === 204) return true;
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) throw new AbortError(`got ${status}, which will not change`);
  try {
    for await (const event of source) {
      console.log(event.data);
      lastEventId = source.lastEventId; // after the work: a crash before this line repeats the event
    }
  } catch (error) {
    if (!isSSEError(error) || lastEventId === before) throw error;
  }
  return false;
}

console.log(server.requests.join(", "));
server.close();

// Prints:
//   event 1
//   event 2
//   event 3
//   event 4
//   event 5
//   GET, GET after 2, GET after 4, GET after 5
