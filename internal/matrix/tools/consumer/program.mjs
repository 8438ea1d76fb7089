// What a consumer's page does. Each bundler builds it, and the output runs in Node.
import { connectSSE as connectAxios } from "@sse/axios";
import { SSEDecoderStream } from "@sse/core/stream";
import { connectSSE, isSSEError, reconnect } from "@sse/fetch";
import { connectSSE as connectKy } from "@sse/ky";
import axios from "axios";
import ky from "ky";

/** Reads a stream of two events in every way, and then one that the server refuses. */
export async function program(url) {
  const seen = [];
  for (const source of [await connectSSE(fetch, "GET", url), await connectAxios(axios, "GET", url), await connectKy(ky, "GET", url)]) {
    for await (const event of source) seen.push(event.data);
  }
  const response = await fetch(url);
  for await (const event of response.body.pipeThrough(new SSEDecoderStream())) seen.push(event.data);
  for await (const event of reconnect((resume) => connectSSE(fetch, "GET", url, resume))) {
    seen.push(event.data);
    break;
  }
  try {
    for await (const event of await connectSSE(fetch, "GET", `${url}/refused`)) seen.push(event.data);
  } catch (error) {
    seen.push(isSSEError(error, "ERR_SSE_STATUS"));
  }
  return seen;
}
