import * as undici from "undici";
import { expectTypeOf, it } from "vitest";
import { connectSSE, type EventSource, type UndiciOptions } from "../src/index.ts";

// Compiled, never run: `tsc -p test` is what checks it.
const types = (dispatcher: undici.Dispatcher): void => {
  const { Agent, Client, MockAgent, Pool, ProxyAgent, RetryAgent, interceptors } = undici;
  const composed = new Agent().compose(interceptors.redirect());
  const clients = [
    undici,
    dispatcher,
    composed,
    new Client(""),
    new Pool(""),
    new MockAgent(),
    new ProxyAgent(""),
    new RetryAgent(composed),
  ];
  for (const client of clients)
    expectTypeOf(connectSSE(client, "GET", "/")).resolves.toEqualTypeOf<EventSource<undici.Dispatcher.ResponseData>>();
  expectTypeOf<keyof UndiciOptions>()
    .extract<"body" | "query" | "headersTimeout" | "idleTimeout">()
    .toEqualTypeOf<"body" | "query" | "headersTimeout" | "idleTimeout">();
  void connectSSE(undici, "GET", "/", { body: "", query: { q: 1 }, headers: ["a", "b"], headersTimeout: 1, signal: null });
  // @ts-expect-error idleTimeout says what is meant
  void connectSSE(undici, "GET", "/", { bodyTimeout: 1 });
  // @ts-expect-error the URL says it
  void connectSSE(undici, "GET", "/", { path: "/" });
  // @ts-expect-error no dispatcher
  void connectSSE(fetch, "GET", "/");
};

it("takes every dispatcher, with its own response and options", () => {
  expectTypeOf(types).toBeFunction();
});
