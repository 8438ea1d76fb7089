// Plain connectSSE under a policy of cockatiel: retries with backoff, and a circuit breaker over them that spares a server which is down.
import { connectSSE, isSSEError } from "@sse/axios";
import axios from "axios";
import { ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleWhen, retry, wrap } from "cockatiel";
import { startFlakyServer } from "./flaky-server.ts";

const server = await startFlakyServer(5, 2);
let lastEventId = "";

const transient = handleWhen((error) => isSSEError(error) && ["ERR_SSE_CONNECT", "ERR_SSE_DISCONNECTED"].includes(error.code));
const policy = wrap(
  retry(transient, { maxAttempts: 10, backoff: new ExponentialBackoff({ initialDelay: 250, maxDelay: 30_000 }) }),
  circuitBreaker(transient, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
);

await policy.execute(async ({ signal }) => {
  await using source = await connectSSE(axios, "GET", server.url, { lastEventId, signal, idleTimeout: 60_000 });
  for await (const event of source) {
    console.log(event.data);
    lastEventId = source.lastEventId; // after the work: a crash before this line repeats the event
  }
});

console.log(server.requests.join(", "));
server.close();

// Prints:
//   event 1
//   event 2
//   event 3
//   event 4
//   event 5
//   GET, GET after 2, GET after 4, GET after 5
