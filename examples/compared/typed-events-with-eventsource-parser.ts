// The same as typed-events.ts, on eventsource-parser.
import { EventSourceParserStream } from "eventsource-parser/stream";
import * as z from "zod";

const building = z.object({ percent: z.number() });
const live = z.object({ url: z.url() });

type DeploymentEvent =
  | { event: "building"; data: z.infer<typeof building> }
  | { event: "log"; data: string }
  | { event: "live"; data: z.infer<typeof live> };

async function* events(url: string): AsyncGenerator<DeploymentEvent> {
  const response = await fetch(url, { headers: { accept: "text/event-stream" } });
  if (!response.ok) throw new Error(`Expected status 2xx, got ${response.status}`);
  if (!response.body || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
    throw new Error(`Expected an event stream, got ${response.headers.get("content-type")}`);
  }
  for await (const { event, data } of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
    if (event === "building") yield { event, data: building.parse(JSON.parse(data)) };
    else if (event === "log") yield { event, data };
    else if (event === "live") {
      yield { event, data: live.parse(JSON.parse(data)) };
      return;
    }
  }
  throw new Error("Expected the event live before the end");
}

export async function watch(url: string, show: (line: string) => void): Promise<void> {
  for await (const event of events(url)) {
    if (event.event === "building") show(`${event.data.percent} %`);
    else if (event.event === "log") show(event.data);
    else show(`live at ${event.data.url}`);
  }
}
