// Three limits on time: for the whole stream, for silence in it, and for the response's headers.
import { connectSSE, isSSEError } from "@sse/axios";
import axios from "axios";
import { startServer } from "./server.ts";

const server = await startServer();

// A signal ends the stream at any moment; the loop throws the signal's own reason.
await attempt({ signal: AbortSignal.timeout(300) });
// idleTimeout ends a stream that has gone quiet. A server's keep-alive comments count as a sign of life.
await attempt({ connectTimeout: 5_000, idleTimeout: 200 });

async function attempt(options: { signal?: AbortSignal; connectTimeout?: number; idleTimeout?: number }): Promise<void> {
  try {
    const source = await connectSSE(axios, "GET", `${server.url}/silence`, options);
    for await (const event of source) console.log(event.data);
  } catch (error) {
    if (isSSEError(error)) console.log(error.code);
    else if (error === options.signal?.reason) console.log(String(error));
    else throw error;
  }
}

server.close();

// Prints:
//   TimeoutError: The operation was aborted due to timeout
//   ERR_SSE_IDLE_TIMEOUT
