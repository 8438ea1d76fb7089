import "reflect-metadata";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { Body, Controller, Get, Module, Post, Res, Sse } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { App } from "@sse/testing";
import { Elysia } from "elysia";
import express, { type Response as ExpressResponse } from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { AutoRouter } from "itty-router";
import Koa from "koa";
import { Observable } from "rxjs";

/**
 * The same app in every framework, written as its users would:
 *
 * - `GET /open` sends an event and stays open. It calls `onGone` when its client has gone.
 * - `GET /broken` sends an event and breaks off.
 * - `POST /echo` sends its JSON body back as an event, and ends.
 */
export type MakeApp = (onGone: () => void) => App | Promise<App>;

const headers = { "content-type": "text/event-stream" };
const mistake = new Error("out of tokens");
const encoder = new TextEncoder();

/** The body of a fetch handler. */
function streamOf(path: string, onGone: () => void): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream(
    {
      pull(controller) {
        if (!sent) controller.enqueue(encoder.encode("data: 1\n\n"));
        else if (path === "/broken") controller.error(mistake);
        sent = true;
      },
      cancel: onGone,
    },
    { highWaterMark: 0 },
  );
}

/** The body of a framework that takes Node streams. */
function* oneEvent(): Generator<string> {
  yield "data: 1\n\n";
  throw mistake;
}

function openStream(onGone: () => void): Readable {
  const body = new Readable({ read: () => {} }).on("close", onGone);
  body.push("data: 1\n\n");
  return body;
}

const withHono: MakeApp = (onGone) => {
  const app = new Hono();
  app.get("/open", (context) =>
    streamSSE(context, async (stream) => {
      stream.onAbort(onGone);
      await stream.writeSSE({ data: "1" });
      await new Promise(() => {});
    }),
  );
  app.get("/broken", () => new Response(streamOf("/broken", onGone), { headers }));
  app.post("/echo", async (context) => {
    const body = await context.req.json();
    return streamSSE(context, (stream) => stream.writeSSE({ data: JSON.stringify(body) }));
  });
  return app;
};

const withElysia: MakeApp = (onGone) =>
  new Elysia()
    .get("/open", () => new Response(streamOf("/open", onGone), { headers }))
    .get("/broken", () => new Response(streamOf("/broken", onGone), { headers }))
    .post("/echo", ({ body }) => new Response(`data: ${JSON.stringify(body)}\n\n`, { headers }));

const withIttyRouter: MakeApp = (onGone) => {
  const router = AutoRouter()
    .get("/open", () => new Response(streamOf("/open", onGone), { headers }))
    .get("/broken", () => new Response(streamOf("/broken", onGone), { headers }))
    .post("/echo", async (request) => new Response(`data: ${JSON.stringify(await request.json())}\n\n`, { headers }));
  // Any name is a method of this router, so `await` takes the router itself for a promise.
  return { fetch: router.fetch };
};

const withExpress: MakeApp = (onGone) => {
  const app = express();
  app.use(express.json());
  app.get("/open", (_, response) => {
    response.writeHead(200, headers).write("data: 1\n\n");
    response.on("close", onGone);
  });
  app.get("/broken", (_, response) => {
    response.writeHead(200, headers).write("data: 1\n\n", () => response.destroy(mistake));
  });
  app.post("/echo", (request, response) => {
    response.writeHead(200, headers).end(`data: ${JSON.stringify(request.body)}\n\n`);
  });
  return app;
};

const withFastify: MakeApp = (onGone) => {
  const app = fastify();
  app.get("/open", (_, reply) => reply.headers(headers).send(openStream(onGone)));
  app.get("/broken", (_, reply) => reply.headers(headers).send(Readable.from(oneEvent())));
  app.post("/echo", (request, reply) => reply.headers(headers).send(`data: ${JSON.stringify(request.body)}\n\n`));
  return app;
};

const withKoa: MakeApp = (onGone) => {
  const app = new Koa();
  app.silent = true; // It would print the broken body.
  app.use(async (context) => {
    context.set(headers);
    if (context.path === "/open") context.body = openStream(onGone);
    else if (context.path === "/broken") context.body = Readable.from(oneEvent());
    else context.body = `data: ${await text(context.req)}\n\n`;
  });
  return app;
};

/** Decorators are called by hand, because the compiler that only erases types has none. */
const withNest: MakeApp = async (onGone) => {
  class Events {
    open(): Observable<{ data: string }> {
      return new Observable((subscriber) => {
        subscriber.next({ data: "1" });
        return onGone;
      });
    }

    broken(response: ExpressResponse): void {
      response.writeHead(200, headers).write("data: 1\n\n", () => response.destroy(mistake));
    }

    echo(body: object, response: ExpressResponse): void {
      response.writeHead(200, headers).end(`data: ${JSON.stringify(body)}\n\n`);
    }
  }
  const decorate = (name: keyof Events, decorator: MethodDecorator): void => {
    decorator(Events.prototype, name, Object.getOwnPropertyDescriptor(Events.prototype, name) ?? {});
  };
  Controller()(Events);
  decorate("open", Sse("open"));
  decorate("broken", Get("broken"));
  decorate("echo", Post("echo"));
  Res()(Events.prototype, "broken", 0);
  Body()(Events.prototype, "echo", 0);
  Res()(Events.prototype, "echo", 1);
  class Root {}
  Module({ controllers: [Events] })(Root);
  return NestFactory.create(Root, { logger: false });
};

export const frameworks: readonly (readonly [name: string, make: MakeApp])[] = [
  ["Hono", withHono],
  ["Elysia", withElysia],
  ["itty-router", withIttyRouter],
  ["Express", withExpress],
  ["Fastify", withFastify],
  ["Koa", withKoa],
  ["NestJS", withNest],
];
