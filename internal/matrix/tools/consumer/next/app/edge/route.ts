// A route on the edge runtime.
import { connectSSE } from "@sse/fetch";
import { streamUrl } from "../origin";

export const runtime = "edge";

export async function GET(): Promise<Response> {
  const seen: string[] = [];
  for await (const { data } of await connectSSE(fetch, "GET", streamUrl())) seen.push(data);
  return Response.json(seen);
}
