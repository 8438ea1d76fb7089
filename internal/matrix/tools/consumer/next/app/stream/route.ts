// Passes the stream on to the page, event by event.
import { connectSSE } from "@sse/fetch";
import { toReadableStream } from "@sse/fetch/encode";
import { streamUrl } from "../origin";

export async function GET(request: Request): Promise<Response> {
  const source = await connectSSE(fetch, "GET", `${streamUrl()}/held`, { signal: request.signal });
  return new Response(toReadableStream(source), { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
}
