import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSchema, createYoga } from "graphql-yoga";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clients, collect } from "./clients.ts";

describe("graphql-yoga, which sends `content-encoding: none`", () => {
  let server: Server;
  let url: string;
  let unsubscribed = 0;

  beforeAll(async () => {
    const schema = createSchema<object>({
      typeDefs: "type Query { hello: String } type Subscription { countdown(from: Int!): Int! }",
      resolvers: {
        Subscription: {
          countdown: {
            async *subscribe(_: unknown, { from }: { from: number }) {
              try {
                for (let count = from; ; count--) yield { countdown: count };
              } finally {
                unsubscribed++;
              }
            },
          },
        },
      },
    });
    server = createServer(createYoga<object>({ schema, logging: false, cors: false }));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  });
  afterAll(() => server.close());

  it.each(clients)("streams a subscription over $name, and ends it when the loop is left", async ({ connect }) => {
    const before = unsubscribed;
    const body = JSON.stringify({ query: "subscription { countdown(from: 3) }" });
    const source = await connect("POST", url, { body, headers: { "content-type": "application/json" } });
    const counts: unknown[] = [];
    for await (const event of source) {
      if (event.event !== "next") continue;
      counts.push(event.json<{ data: { countdown: number } }>().data.countdown);
      if (counts.length === 3) break;
    }
    expect(counts).toEqual([3, 2, 1]);
    await expect.poll(() => unsubscribed).toBe(before + 1);
  });
});

describe("answers that end with a terminal event", () => {
  let server: Server;
  let url: string;
  let connections = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/event-stream" });
      // Most servers send the terminal event and end the response a moment later.
      response.write("data: a\n\ndata: [DONE]\n\n");
      setImmediate(() => response.end());
    });
    server.on("connection", () => connections++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each(clients)("20 of them, one after the other, share a few connections over $name", async ({ connect }) => {
    connections = 0;
    for (let count = 0; count < 20; count++) {
      const source = await connect("POST", url, { body: "x", headers: { "content-type": "text/plain" }, until: "[DONE]" });
      expect(await collect(source)).toEqual(["a"]);
    }
    expect(connections).toBeLessThanOrEqual(3);
  });
});
