import type { Server } from "node:http";
import type { Origin } from "./exchange.ts";
import { type FetchHandler, fetchHandlerOrigin } from "./fetch-handler.ts";
import { listenerOrigin, type NodeListener, serverOrigin } from "./node-listener.ts";
import { inProcess } from "./script.ts";

/** What a module of route handlers exports, such as `app/api/route.ts` of Next.js: a function for each method. */
export type RouteHandlers = {
  readonly [Method in "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "PATCH" | "OPTIONS"]?: (request: never, context: never) => unknown;
};

/** An object with a fetch handler: a Hono, Elysia or itty-router app, a module of Cloudflare Workers, the options of `Bun.serve`. */
export interface FetchApp {
  fetch(request: Request, ...more: never[]): unknown;
}

/** An object around a Node listener: a Koa app, a Fastify instance, a NestJS application, an `http.Server`. */
export type NodeApp =
  | { callback(): NodeListener }
  | { ready(): unknown; readonly routing: NodeListener }
  | { init(): unknown; getHttpAdapter(): { getInstance(): unknown } }
  | { emit(event: "connection", ...more: never[]): boolean; listen(...more: never[]): unknown };

/**
 * What can be called in process:
 *
 * - a fetch handler, or an object that has one: Hono, Elysia, itty-router, a module of Cloudflare Workers
 * - a Node listener, or what Express, Koa, Fastify and NestJS make of one, or an `http.Server`
 * - route handlers by method, as Next.js has them
 *
 * A function of one parameter counts as a fetch handler, one of two or more as a Node listener. `{ fetch: handler }` is always a fetch handler.
 */
export type App = FetchHandler | NodeListener | FetchApp | NodeApp | RouteHandlers | Playable;

/** What this package makes, and can play as an app. */
export interface Playable {
  /** @internal */
  readonly [origin]: Origin;
}

/** Where a {@link Playable} keeps what answers its requests. */
export const origin: unique symbol = Symbol.for("@sse/testing:origin");

/** @throws TypeError for anything that isn't an app. */
export function originOf(app: App, onError: (error: unknown) => void): Origin {
  const known = (typeof app === "object" && app !== null) || typeof app === "function" ? app : {};
  if (origin in known) return inProcess(known[origin]);
  if ("fetch" in known && typeof known.fetch === "function") return fetchHandlerOrigin((request) => known.fetch(request), onError);
  // Before the members below, because an Express app is a function that also has `listen` and `emit`.
  if (typeof app === "function")
    return app.length < 2 ? fetchHandlerOrigin(app as FetchHandler, onError) : listenerOrigin(app as NodeListener);
  if ("callback" in known) return listenerOrigin(known.callback());
  if ("routing" in known)
    return whenReady(
      () => known.ready(),
      () => listenerOrigin(known.routing),
    );
  if ("getHttpAdapter" in known)
    return whenReady(
      () => known.init(),
      () => originOf(known.getHttpAdapter().getInstance() as App, onError),
    );
  if ("listen" in known && "emit" in known) return serverOrigin(known as object as Server);
  if (methods.some((method) => method in known)) return fetchHandlerOrigin(routed(known as RouteHandlers), onError);
  throw new TypeError(`Expected a fetch handler, a Node listener or an app, got ${nameOf(app)}`);
}

/** What a value is called in an error message: by its class, if it has one. */
function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  const keys = Object.keys(value);
  const { name } = value.constructor ?? Object;
  return name === "Object" ? `an object with ${keys.join(", ") || "nothing in it"}` : `an instance of ${name}`;
}

const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] as const;

/** Frameworks finish their setup at the first request. */
function whenReady(setUp: () => unknown, make: () => Origin): Origin {
  let ready: Promise<Origin> | undefined;
  return async (request) => {
    ready ??= Promise.resolve(setUp()).then(make);
    return (await ready)(request);
  };
}

/** Next.js hands over the parameters of the route as a promise. */
function routed(handlers: RouteHandlers): (request: Request) => unknown {
  return (request) => {
    const method = methods.find((name) => name === request.method);
    const handler = method && (handlers[method] as ((request: Request, context: object) => unknown) | undefined);
    const allow = methods.filter((name) => handlers[name]).join(", ");
    return handler ? handler(request, { params: Promise.resolve({}) }) : new Response(null, { status: 405, headers: { allow } });
  };
}
