import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { Agent, request as undiciRequest } from "undici";

const agent = new Agent({ bodyTimeout: 0, headersTimeout: 0 });

/**
 * Two apps that hand each request on to the conformance suite's scripted server, and its response back as it is. So the cases see through the
 * app what the client does: which request it makes, when it leaves, when it stops reading.
 */
export async function fetchHandler(request: Request): Promise<Response> {
  const { statusCode, statusText, headers, body } = await undiciRequest(request.url, {
    dispatcher: agent,
    method: request.method as "GET",
    headers: [...request.headers].filter(([name]) => name !== "content-length").flat(),
    body: request.body ? Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]) : null,
    signal: request.signal,
  });
  const list = Object.entries(headers).flatMap(([name, values]) => [values ?? ""].flat().map((value): [string, string] => [name, value]));
  const kept = list.filter(([name]) => name !== "connection" && name !== "transfer-encoding");
  const bodiless = statusCode === 204 || statusCode === 304;
  if (bodiless) await body.dump();
  return new Response(bodiless ? null : onDemand(body), { status: statusCode, statusText, headers: kept });
}

/** Not `Readable.toWeb`, which reads ahead, and in Node 24 throws where nothing can catch it when its stream is cancelled. */
function onDemand(body: Readable): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
      cancel: () => void body.destroy(),
    },
    { highWaterMark: 0 },
  );
}

export function nodeListener(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, rawHeaders: headers, url } = incoming;
  const upstream = httpRequest(`http://${incoming.headers.host}${url}`, { method, headers: [...headers], agent: false }, (response) => {
    outgoing.writeHead(
      response.statusCode ?? 500,
      response.statusMessage,
      response.rawHeaders.filter((_, index, all) => {
        const name = all[index - (index % 2)] ?? "";
        return !/^(connection|transfer-encoding)$/i.test(name);
      }),
    );
    outgoing.flushHeaders();
    response.on("error", () => outgoing.destroy());
    response.pipe(outgoing);
  });
  upstream.on("error", () => outgoing.destroy());
  outgoing.on("close", () => upstream.destroy());
  incoming.pipe(upstream);
}
