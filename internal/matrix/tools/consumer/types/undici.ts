import { connectSSE, type EventSource, type ServerSentEvent } from "@sse/undici";
import { Agent, type Dispatcher } from "undici";

export async function program(url: URL): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  const source: EventSource<Dispatcher.ResponseData> = await connectSSE(new Agent(), "POST", url, { body: "{}", headersTimeout: 1_000 });
  const { statusCode } = source.response;
  for await (const event of source) if (statusCode === 200) events.push(event);
  return events;
}
