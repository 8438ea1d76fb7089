import { expectOptions } from "@sse/core";
import type { Dispatcher } from "undici";
import { type App, originOf } from "./app.ts";
import { dispatcherView } from "./dispatcher-view.ts";
import type { Origin } from "./exchange.ts";
import { type FetchView, fetchView } from "./fetch-view.ts";

/** One app as each client takes it. */
export interface ClientViews {
  /** A `fetch` function. */
  readonly fetch: FetchView;
  /** An undici `Dispatcher`, for `connectSSE`, `undici.request` and `undici.fetch`. It needs undici installed, and Node or Deno. */
  readonly dispatcher: Dispatcher;
  /** Options for `axios.create`. */
  readonly axios: {
    readonly adapter: "fetch";
    readonly baseURL: string;
    readonly env: { readonly fetch: FetchView };
  };
  /** Options for `ky.create`. */
  readonly ky: { readonly fetch: FetchView; readonly baseUrl: string };
}

/** What {@link appTransport} takes besides the app. */
export interface AppTransportOptions {
  /** What relative URLs are resolved against. @defaultValue `"http://localhost"` */
  readonly baseURL?: string | URL | undefined;
  /** Called with what a fetch handler throws. The client sees status 500, as it would over a network. @defaultValue `console.error` */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * Calls an app in the same process, without a port, from any client.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { appTransport } from "@sse/testing";
 *
 * declare const app: { fetch(request: Request): Promise<Response> };
 * const source = await connectSSE(appTransport(app).fetch, "GET", "http://localhost/events");
 * for await (const event of source) console.log(event.data);
 * ```
 *
 * Bodies stream in both directions, with backpressure. Leaving the loop and aborting reach the app at once: `request.signal` and the stream's
 * `cancel` in a fetch handler, `close` of the response in a Node listener. An error after the headers breaks the connection, as it does over a
 * network. Every URL leads to the app, whatever its host.
 *
 * @param app - a fetch handler (Hono, Elysia, itty-router, Cloudflare Workers, Next.js) or a Node listener (Express, Fastify, Koa, NestJS, `node:http`)
 * @throws TypeError when it's neither.
 */
export function appTransport(app: App, options: AppTransportOptions = {}): ClientViews {
  expectOptions(options);
  return viewsOf(originOf(app, options.onError ?? console.error), options.baseURL);
}

/** Views are made when they are asked for: most tests use one client, and the dispatcher needs undici. */
export function viewsOf(origin: Origin, baseURL: string | URL = "http://localhost"): ClientViews {
  const base = new URL(baseURL).href;
  const fetch = fetchView(origin, base);
  let dispatcher: Dispatcher | undefined;
  return {
    fetch,
    get dispatcher() {
      dispatcher ??= dispatcherView(origin);
      return dispatcher;
    },
    axios: { adapter: "fetch", baseURL: base, env: { fetch } },
    ky: { fetch, baseUrl: base },
  };
}
