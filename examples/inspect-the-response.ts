// connectSSE resolves for every response. It can be looked at before the loop, which is what checks it.
import { connectSSE, isSSEError } from "@sse/fetch";
import { startServer } from "./server.ts";

const server = await startServer();

const accepted = await connectSSE(fetch, "GET", `${server.url}/sse`);
console.log(accepted.response.status, accepted.response.headers.get("x-request-id"));
accepted.close(); // a source that is not iterated holds its connection until it is closed

const refused = await connectSSE(fetch, "GET", `${server.url}/private`);
console.log(refused.response.status, refused.response.headers.get("content-type"));
try {
  for await (const event of refused) console.log(event.data);
} catch (error) {
  if (!isSSEError(error) || error.code !== "ERR_SSE_STATUS") throw error;
  console.log(error.body);
}

server.close();

// Prints:
//   200 req_42
//   401 application/json
//   {"error":{"type":"authentication_error","message":"Sign in first"}}
