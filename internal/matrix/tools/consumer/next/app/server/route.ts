// A route on Node, with every client.
import { connectSSE as connectAxios } from "@sse/axios";
import { connectSSE, isSSEError, reconnect } from "@sse/fetch";
import { connectSSE as connectKy } from "@sse/ky";
import { connectSSE as connectUndici } from "@sse/undici";
import axios from "axios";
import ky from "ky";
import { Agent } from "undici";
import { streamUrl } from "../origin";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const url = streamUrl();
  const seen: string[] = [];
  const agent = new Agent();
  const sources = [
    connectSSE(fetch, "GET", url),
    connectUndici(agent, "GET", url),
    connectAxios(axios, "GET", url),
    connectKy(ky, "GET", url),
  ];
  for (const source of sources) for await (const { data } of await source) seen.push(data);
  for await (const { data } of reconnect((resume) => connectSSE(fetch, "GET", url, resume))) {
    seen.push(data);
    break;
  }
  try {
    for await (const { data } of await connectSSE(fetch, "GET", `${url}/refused`)) seen.push(data);
  } catch (error) {
    seen.push(isSSEError(error, "ERR_SSE_STATUS") ? String(error.status) : String(error));
  }
  await agent.close();
  return Response.json(seen);
}
