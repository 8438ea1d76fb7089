import type { EventSource } from "@sse/core";
import { type ExampleServer, startServer } from "../server.ts";
import { type ClientName, clients } from "./clients.ts";
import type { Screen } from "./screen.ts";

/** The embedded server and all clients at once: a stream to its end, an error handled, a stream closed early. */
export async function tour(names: readonly ClientName[], screen: Screen): Promise<void> {
  const server = await startServer();
  try {
    screen.say(
      `One stream, read by ${names.length === 1 ? "one client" : `${names.length} clients at once`}: GET ${server.url}/deployment`,
    );
    await all(names, server, "/deployment", async (client, source) => {
      screen.line(client, "open", `status ${source.status}`);
      for await (const event of source) screen.event(client, event);
      screen.line(client, "end", `the server has finished; last event ID ${source.lastEventId}`);
    });

    screen.say("\nAn error, caught: GET /private answers 401 with JSON");
    await all(names, server, "/private", async (client, source) => {
      try {
        for await (const event of source) screen.event(client, event);
      } catch (error) {
        screen.failure(client, error);
      }
    });

    screen.say("\nAn endless stream, left by `break` at the second event: GET /temperature");
    await all(names, server, "/temperature", async (client, source) => {
      for await (const event of source) {
        screen.event(client, event);
        if (event.json<{ celsius: number }>().celsius >= 21) break;
      }
      screen.line(client, "break", "the loop is over, and so is the connection");
    });
    await server.idle();
    screen.say(`\nStreams still open on the server: ${server.openStreams}`);
  } finally {
    server.close();
  }
}

async function all(
  names: readonly ClientName[],
  server: ExampleServer,
  path: string,
  use: (client: ClientName, source: EventSource<unknown>) => Promise<void>,
): Promise<void> {
  const call = { method: "GET", url: server.url + path, headers: {}, body: undefined };
  await Promise.all(names.map(async (name) => use(name, await clients[name](call))));
}
