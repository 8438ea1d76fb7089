import axios, { Axios, type AxiosInstance, type AxiosResponse } from "axios";
import { expectTypeOf, it } from "vitest";
import { type AxiosOptions, connectSSE, type EventSource } from "../src/index.ts";

// Compiled, never run: `tsc -p test` is what checks it.
const types = (instance: AxiosInstance): void => {
  for (const client of [axios, instance, axios.create(), new Axios({})])
    expectTypeOf(connectSSE(client, "GET", "/")).resolves.toEqualTypeOf<EventSource<AxiosResponse<unknown>>>();
  expectTypeOf<keyof AxiosOptions>()
    .extract<"data" | "params" | "auth" | "idleTimeout">()
    .toEqualTypeOf<"data" | "params" | "auth" | "idleTimeout">();
  void connectSSE(axios, "GET", "/", { params: { q: 1 }, data: {}, headers: { Accept: null }, adapter: "fetch", signal: null });
  // @ts-expect-error connectTimeout and idleTimeout say what is meant
  void connectSSE(axios, "GET", "/", { timeout: 1 });
  // @ts-expect-error streaming owns it
  void connectSSE(axios, "GET", "/", { responseType: "json" });
  // @ts-expect-error an option of fetch
  void connectSSE(axios, "GET", "/", { body: "" });
  // @ts-expect-error no axios instance
  void connectSSE(fetch, "GET", "/");
};

it("takes every axios, with its own response and options", () => {
  expectTypeOf(types).toBeFunction();
});
