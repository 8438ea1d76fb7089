import { connect, isSSEError, reconnect, type ServerSentEvent, SSEDecoder, type Transport } from "@sse/core";
import { map } from "@sse/core/compose";
import { encodeEvent } from "@sse/core/encode";

declare const transport: Transport<string>;

export async function program(url: string): Promise<ServerSentEvent[]> {
  const events = new SSEDecoder().decode(encodeEvent({ data: "a" }));
  const source = await connect(transport, "GET", url, { idleTimeout: 1_000 });
  const raw: string = source.response;
  for await (const event of source) events.push(event);
  for await (const data of map(await connect(transport, "GET", url), ({ data }) => data)) if (data === raw) break;
  try {
    for await (const event of reconnect((resume) => connect(transport, "GET", url, resume), { maxFailures: 1 })) events.push(event);
  } catch (error) {
    if (isSSEError(error, "ERR_SSE_GAVE_UP")) throw new Error(error.message);
  }
  return events;
}
