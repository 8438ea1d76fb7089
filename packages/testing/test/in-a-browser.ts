import { connectSSE, reconnect } from "@sse/fetch";
import { appTransport, expectClosed, fakeStream, manualClock, sseResponse } from "../src/index.ts";

/** What the package does that needs no Node. A test bundles this for a browser and runs it there. */
export async function program(): Promise<object> {
  const check = expectClosed();
  return {
    resumed: await resumed(),
    silence: await silence(),
    answered: await answered(),
    scripted: await scripted(),
    closed: await check(),
  };
}

async function resumed(): Promise<object> {
  const clock = manualClock();
  const stream = fakeStream({ clock });
  stream.send({ id: 1, data: "one" }).drop();
  stream.send({ id: 2, data: "zwei €" }).end();
  stream.reply({ status: 204 });
  const seen: string[] = [];
  const reading = (async () => {
    const events = reconnect((resume) => connectSSE(stream.fetch, "GET", "/events", resume), { clock });
    for await (const event of events) seen.push(event.data);
  })();
  await clock.runUntil(reading);
  return { seen, ids: stream.requests.map(({ lastEventId }) => lastEventId) };
}

async function silence(): Promise<unknown> {
  const clock = manualClock();
  const stream = fakeStream({ clock }).stall();
  const source = await connectSSE(stream.fetch, "GET", "/events", { clock, idleTimeout: 30_000 });
  const next = source.iterSSE().next();
  const code = next.then(String, (error) => error.code);
  await clock.advance(30_000);
  return code;
}

async function answered(): Promise<unknown> {
  let signal: AbortSignal | undefined;
  const app = async (request: Request): Promise<Response> => {
    signal = request.signal;
    const body = `data: ${await request.text()}\n\n`;
    return new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(body)) }), {
      headers: { "content-type": "text/event-stream" },
    });
  };
  for await (const { data } of await connectSSE(appTransport(app).fetch, "POST", "/", { body: "hello" })) {
    if (data === "hello") break;
  }
  return signal?.aborted;
}

async function scripted(): Promise<unknown> {
  const seen: unknown[] = [];
  const client = appTransport(() => sseResponse([{ data: "é" }, { drop: true }]).cut("bytes")).fetch;
  try {
    for await (const { data } of await connectSSE(client, "GET", "/")) seen.push(data);
  } catch (error) {
    seen.push((error as { code?: string }).code);
  }
  return seen;
}
