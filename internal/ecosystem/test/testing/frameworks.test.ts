import { type AxiosOptions, connectSSE as overAxios } from "@sse/axios";
import type { ConnectOptions, EventSource } from "@sse/core";
import { connectSSE as overFetch } from "@sse/fetch";
import { connectSSE as overKy } from "@sse/ky";
import { appTransport, type ClientViews, expectClosed } from "@sse/testing";
import { connectSSE as overUndici } from "@sse/undici";
import axios from "axios";
import ky from "ky";
import { describe, expect, it } from "vitest";
import { collect, failureOf } from "../clients.ts";
import { frameworks } from "./apps.ts";

interface Request extends Omit<ConnectOptions, "headers" | "body"> {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

type Connect = (method: string, path: string, request?: Request) => Promise<EventSource<unknown>>;

const clients: readonly (readonly [string, (views: ClientViews) => Connect])[] = [
  ["fetch", (views) => (method, path, request) => overFetch(views.fetch, method, path, request)],
  ["undici", (views) => (method, path, request) => overUndici(views.dispatcher, method, `http://app.test${path}`, request)],
  [
    "axios",
    (views) =>
      (method, path, { body, ...request } = {}) =>
        overAxios(axios.create(views.axios), method, path, { ...request, data: body } as AxiosOptions),
  ],
  ["ky", (views) => (method, path, request) => overKy(ky.create(views.ky), method, `http://app.test${path}`, request)],
];

describe.each(frameworks)("%s in process", (_, make) => {
  describe.each(clients)("over %s", (_, over) => {
    /** An app, what connects to it, and what says that the app has seen its client go. */
    async function start(): Promise<{ connect: Connect; gone: Promise<number> }> {
      let left = (_: number): void => {};
      const gone = new Promise<number>((resolve) => {
        left = resolve;
      });
      return { connect: over(appTransport(await make(() => left(performance.now())))), gone };
    }

    it("gets the POST's body, and its answer streams back", async () => {
      const { connect } = await start();
      const body = JSON.stringify({ prompt: "Grüße" });
      expect(await collect(await connect("POST", "/echo", { body, headers: { "content-type": "application/json" } }))).toEqual([body]);
    });

    it("sees a break", async () => {
      const { connect, gone } = await start();
      const check = expectClosed();
      for await (const { data } of await connect("GET", "/open")) {
        expect(data).toBe("1");
        break;
      }
      await gone;
      await check();
    });

    it("sees an abort while its client waits, and the client sees its own reason", async () => {
      const { connect, gone } = await start();
      const controller = new AbortController();
      const iterator = (await connect("GET", "/open", { signal: controller.signal })).iterSSE();
      await iterator.next();
      const waiting = failureOf(iterator.next());
      const reason = new Error("enough");
      controller.abort(reason);
      expect(await waiting).toBe(reason);
      await gone;
    });

    it("shows its client a broken stream as broken, after the event before it", async () => {
      const { connect } = await start();
      const iterator = (await connect("GET", "/broken")).iterSSE();
      expect((await iterator.next()).value).toMatchObject({ data: "1" });
      expect(await failureOf(iterator.next())).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
    });
  });
});
