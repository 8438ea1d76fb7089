import { connectSSE as connectAxios } from "@sse/axios";
import { SSEDecoderStream } from "@sse/core/stream";
import { connectSSE, type EventSource, isSSEError, reconnect, type ServerSentEvent } from "@sse/fetch";
import { text, typed, unchecked } from "@sse/fetch/typed";
import { connectSSE as connectKy } from "@sse/ky";
import axios, { type AxiosResponse } from "axios";
import ky from "ky";

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

export async function withAxios(url: string): Promise<AxiosResponse> {
  const source = await connectAxios(axios, "POST", url, { data: {}, params: { a: 1 }, idleTimeout: 1_000 });
  for await (const { data } of source) if (data === "") break;
  return source.response;
}

export async function withKy(url: string): Promise<Response> {
  const source = await connectKy(ky, "POST", url, { json: {}, searchParams: { a: 1 }, idleTimeout: 1_000 });
  for await (const { data } of source) if (data === "") break;
  return source.response;
}

export async function withContract(url: string): Promise<number> {
  const contract = { events: { progress: unchecked<{ percent: number }>(), log: text } };
  for await (const event of typed(await connectSSE(fetch, "GET", url), contract)) {
    if (event.event === "progress") return event.data.percent;
    const line: string = event.data;
    if (line === "") break;
  }
  return 0;
}
