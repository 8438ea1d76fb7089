// Reconnecting: a request that is made anew for each attempt, a state for the user interface, and an end.
import { connectSSE, reconnect } from "@sse/fetch";
import { startFlakyServer } from "./flaky-server.ts";

const server = await startFlakyServer(5, 2);

const source = reconnect(
  async (resume, { attempt }) => {
    const headers = { authorization: `Bearer ${await freshToken(attempt)}` };
    return connectSSE(fetch, "GET", server.url, { headers, idleTimeout: 60_000, ...resume });
  },
  {
    onStateChange: (state, { attempt }) => console.log(`(${state}, attempt ${attempt})`),
  },
);
for await (const event of source) console.log(event.data);

async function freshToken(attempt: number): Promise<string> {
  return `token-${attempt}`;
}

server.close();

// Prints:
//   (connecting, attempt 1)
//   (open, attempt 1)
//   event 1
//   event 2
//   (waiting, attempt 1)
//   (connecting, attempt 2)
//   (open, attempt 2)
//   event 3
//   event 4
//   (waiting, attempt 2)
//   (connecting, attempt 3)
//   (open, attempt 3)
//   event 5
//   (waiting, attempt 3)
//   (connecting, attempt 4)
//   (closed, attempt 4)
