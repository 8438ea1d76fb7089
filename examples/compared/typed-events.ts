// Follows a deployment by three kinds of events with checked data. Other events are skipped.
import { connectSSE, type EventSource } from "@sse/fetch";
import { type Contract, text, typed } from "@sse/fetch/typed";
import * as z from "zod";

const deployment = {
  events: { building: z.object({ percent: z.number() }), log: text, live: z.object({ url: z.url() }) },
  until: ({ event }) => event === "live",
} satisfies Contract;

const overFetch = (url: string): Promise<EventSource<unknown>> => connectSSE(fetch, "GET", url);

export async function watch(url: string, show: (line: string) => void, connect = overFetch): Promise<void> {
  for await (const event of typed(await connect(url), deployment)) {
    if (event.event === "building") show(`${event.data.percent} %`);
    else if (event.event === "log") show(event.data);
    else show(`live at ${event.data.url}`);
  }
}
