// The same as forwarding-backend.ts, on eventsource-parser.
import { EventSourceParserStream } from "eventsource-parser/stream";

export async function forward(request: Request, model: string): Promise<Response> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([request.signal, leaving.signal]);
  const response = await fetch(model, { method: "POST", headers: { accept: "text/event-stream" }, body: await request.text(), signal });
  if (!response.ok || !response.body || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
    leaving.abort();
    return Response.json({ error: `The model refused with ${response.status}` }, { status: 502 });
  }
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  const encoder = new TextEncoder();
  let pending: ReturnType<typeof events.read> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        pending ??= events.read();
        const silence = new Promise<undefined>((resolve) => {
          timer = setTimeout(() => resolve(undefined), 15_000);
        });
        const result = await Promise.race([pending, silence]);
        clearTimeout(timer);
        if (!result) return controller.enqueue(encoder.encode(": keep-alive\n\n"));
        pending = undefined;
        if (result.done) throw new Error("The model's answer was cut short");
        if (result.value.data === "[DONE]") {
          leaving.abort();
          return controller.close();
        }
        const { token }: { token: string } = JSON.parse(result.value.data);
        const lines = token.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
        controller.enqueue(encoder.encode(`event: token\n${lines.join("")}\n`));
      },
      cancel() {
        clearTimeout(timer);
        leaving.abort();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
}
