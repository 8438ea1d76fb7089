import { SSEDecoderStream } from "@sse/core/stream";
import { connectSSE, type EventSource, isSSEError, reconnect, type ServerSentEvent } from "@sse/fetch";

export async function program(url: string): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  const source: EventSource<Response> = await connectSSE(fetch, "POST", url, {
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  const status: number = source.response.status;
  for await (const event of source) events.push(event);
  const response = await fetch(url);
  const reader = response.body?.pipeThrough(new SSEDecoderStream()).getReader();
  const first = await reader?.read();
  if (first?.value) events.push(first.value);
  try {
    for await (const event of reconnect((resume) => connectSSE(fetch, "GET", url, resume))) events.push(event);
  } catch (error) {
    if (isSSEError(error) && error.status === status) throw error;
  }
  return events;
}
