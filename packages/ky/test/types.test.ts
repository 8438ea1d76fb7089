import ky, { type KyInstance, type KyResponse } from "ky";
import { expectTypeOf, it } from "vitest";
import { connectSSE, type EventSource, type KyOptions } from "../src/index.ts";

// Compiled, never run: `tsc -p test` is what checks it.
const types = (instance: KyInstance): void => {
  for (const client of [ky, instance, ky.create({ prefix: "http://h" }), ky.extend({ headers: {} })])
    expectTypeOf(connectSSE(client, "GET", "/")).resolves.toEqualTypeOf<EventSource<KyResponse>>();
  expectTypeOf<keyof KyOptions>()
    .extract<"json" | "searchParams" | "hooks" | "retry" | "idleTimeout">()
    .toEqualTypeOf<"json" | "searchParams" | "hooks" | "retry" | "idleTimeout">();
  void connectSSE(ky, "GET", "/", { json: {}, searchParams: { q: 1 }, retry: 2, headers: { a: undefined }, signal: null });
  // @ts-expect-error connectTimeout and idleTimeout say what is meant
  void connectSSE(ky, "GET", "/", { timeout: 1 });
  // @ts-expect-error iterating checks the status
  void connectSSE(ky, "GET", "/", { throwHttpErrors: true });
  // @ts-expect-error no ky instance
  void connectSSE(fetch, "GET", "/");
};

it("takes every ky, with its own response and options", () => {
  expectTypeOf(types).toBeFunction();
});
