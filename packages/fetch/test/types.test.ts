import * as undici from "undici";
import { expectTypeOf, it } from "vitest";
import { connectSSE, type EventSource, type FetchOptions } from "../src/index.ts";

// Compiled, never run: `tsc -p test` is what checks it.
const types = (app: { request(url: string, init?: RequestInit): Response | Promise<Response> }): void => {
  class OwnResponse extends Response {
    readonly own = true;
  }
  expectTypeOf(connectSSE(fetch, "GET", "/")).resolves.toEqualTypeOf<EventSource<Response>>();
  expectTypeOf(connectSSE(globalThis.fetch, "GET", new URL("http://h"))).resolves.toEqualTypeOf<EventSource<Response>>();
  expectTypeOf(connectSSE(app.request, "GET", "/")).resolves.toEqualTypeOf<EventSource<Response>>();
  expectTypeOf(connectSSE((url, init) => app.request(url, init), "GET", "/")).resolves.toEqualTypeOf<EventSource<Response>>();
  expectTypeOf(connectSSE(async () => new OwnResponse(), "GET", "/")).resolves.toEqualTypeOf<EventSource<OwnResponse>>();
  expectTypeOf<keyof FetchOptions>()
    .extract<"body" | "credentials" | "idleTimeout">()
    .toEqualTypeOf<"body" | "credentials" | "idleTimeout">();
  void connectSSE(fetch, "GET", "/", { headers: [["a", "b"]], body: new FormData(), keepalive: true, signal: null, onComment() {} });
  expectTypeOf(connectSSE(undici.fetch, "GET", "/", { dispatcher: new undici.Agent() })).resolves.toEqualTypeOf<
    EventSource<undici.Response>
  >();
  // @ts-expect-error the second argument says it
  void connectSSE(fetch, "GET", "/", { method: "POST" });
  // @ts-expect-error an option of axios
  void connectSSE(fetch, "GET", "/", { timeout: 1 });
  // @ts-expect-error no response
  void connectSSE(async () => "data: a", "GET", "/");
};

it("takes every fetch, with its own response and options", () => {
  expectTypeOf(types).toBeFunction();
});
