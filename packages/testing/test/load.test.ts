import type { IncomingMessage, ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { appTransport, expectClosed, sseResponse } from "../src/index.ts";
import { clients, collect } from "./clients.ts";

const events = Array.from({ length: 20 }, (_, index) => ({ id: index, data: `event ${index}` }));
const handler = (_: Request): Response => sseResponse(events);
const listener = (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const { id, data } of events) response.write(`id: ${id}\ndata: ${data}\n\n`);
  response.end();
};

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

describe.each([
  ["a fetch handler", handler],
  ["a Node listener", listener],
] as const)("streams over %s", (_, app) => {
  it.each(clients)("1,000 one after another over %s", async (_, over) => {
    const connect = over(appTransport(app));
    for (let time = 0; time < 1_000; time++) expect(await collect(await connect("GET", "http://app.test/"))).toHaveLength(20);
  });

  it.each(clients)("1,000 at once over %s leave nothing behind", async (_, over) => {
    const check = expectClosed();
    const connect = over(appTransport(app));
    const once = async (): Promise<void> => {
      const sources = await Promise.all(Array.from({ length: 1_000 }, () => connect("GET", "http://app.test/")));
      const read = sources.map(async (source, index) => {
        if (index % 3 === 0) return source.close();
        for await (const _ of source) if (index % 3 === 1) break;
      });
      await Promise.all(read);
    };
    await once();
    await check();
    const heap = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = heap();
    await once();
    await check();
    await new Promise((resolve) => setImmediate(resolve));
    // A stream that stayed would hold at least its events and its objects: over 10 KB.
    expect(heap() - before).toBeLessThan(1_000 * 5_000);
  });
});
