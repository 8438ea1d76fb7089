// A backend that forwards a language model's answer to its own reader, and leaves the model when the reader leaves.
import { connectSSE, type EventSource } from "@sse/fetch";
import { map } from "@sse/fetch/compose";
import { toReadableStream } from "@sse/fetch/encode";

/** Asks the model, over any of the clients. */
type Ask = (url: string, body: string, signal: AbortSignal) => Promise<EventSource<unknown>>;

const overFetch: Ask = (url, body, signal) => connectSSE(fetch, "POST", url, { body, signal, until: "[DONE]" });

export async function forward(request: Request, model: string, ask = overFetch): Promise<Response> {
  const source = await ask(model, await request.text(), request.signal);
  if (!source.ok) {
    source.close();
    return Response.json({ error: `The model refused with ${source.status}` }, { status: 502 });
  }
  const tokens = map(source, (event) => ({ event: "token", data: event.json<{ token: string }>().token }));
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
  return new Response(toReadableStream(tokens, { keepAlive: 15_000 }), { headers });
}
