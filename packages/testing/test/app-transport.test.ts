import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it, vi } from "vitest";
import { appTransport } from "../src/index.ts";
import { clients, collect, failureOf } from "./clients.ts";

const headers = { "content-type": "text/event-stream" };

/** What an app saw of its client. */
function witness(): { gone: Promise<unknown>; saw(what: unknown): void } {
  let saw = (_: unknown): void => {};
  const gone = new Promise<unknown>((resolve) => {
    saw = resolve;
  });
  return { gone, saw: (what) => saw(what) };
}

/** The same stream by a fetch handler and by a Node listener: one event, and then silence. */
const kinds = {
  "a fetch handler that watches request.signal": () => {
    const { gone, saw } = witness();
    const app = (request: Request): Response => {
      request.signal.addEventListener("abort", () => saw("aborted"));
      return new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")) }), {
        headers,
      });
    };
    return { app, gone };
  },
  "a fetch handler that watches its stream": () => {
    const { gone, saw } = witness();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
      cancel: () => saw("cancelled"),
    });
    return { app: (_: Request) => new Response(body, { headers }), gone };
  },
  "a Node listener that watches its response": () => {
    const { gone, saw } = witness();
    const app = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, headers).write("data: 1\n\n");
      response.on("close", () => saw("closed"));
    };
    return { app, gone };
  },
  "a Node listener that has read the request's body": () => {
    const { gone, saw } = witness();
    const app = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      await text(request);
      response.writeHead(200, headers).write("data: 1\n\n");
      response.on("close", () => saw("closed"));
    };
    return { app, gone };
  },
};

describe.each(clients)("%s", (_, over) => {
  describe.each(Object.entries(kinds))("over %s", (_, make) => {
    it("streams live, and tells the app when the loop is left", async () => {
      const { app, gone } = make();
      for await (const event of await over(appTransport(app))("POST", "http://app.test/", { body: "{}" })) {
        expect(event.data).toBe("1");
        break;
      }
      await gone;
    });

    it("tells the app of an abort, and throws its reason", async () => {
      const { app, gone } = make();
      const controller = new AbortController();
      const source = await over(appTransport(app))("POST", "http://app.test/", { body: "{}", signal: controller.signal });
      const reading = failureOf(collect(source));
      const reason = new Error("enough");
      controller.abort(reason);
      expect(await reading).toBe(reason);
      await gone;
    });

    it("tells the app of a source that is closed before anything is read", async () => {
      const { app, gone } = make();
      const source = await over(appTransport(app))("GET", "http://app.test/");
      source.close();
      await gone;
    });
  });

  it("aborts a request to which the app hasn't answered yet", async () => {
    for (const kind of ["a fetch handler", "a Node listener"]) {
      const arrival = witness();
      const { gone, saw } = witness();
      const handler = (request: Request): Promise<Response> => {
        request.signal.addEventListener("abort", () => saw("aborted"));
        arrival.saw("a request");
        return new Promise(() => {});
      };
      const listener = (_: IncomingMessage, response: ServerResponse): void => {
        response.on("close", () => saw("closed"));
        arrival.saw("a request");
      };
      const controller = new AbortController();
      const app = kind === "a fetch handler" ? handler : listener;
      const connecting = failureOf(over(appTransport(app))("GET", "http://app.test/", { signal: controller.signal }));
      await arrival.gone;
      const reason = new Error("enough");
      controller.abort(reason);
      expect(await connecting).toBe(reason);
      await gone;
    }
  });

  it("brings POST bodies and headers to both kinds of app, and the app's status and headers back", async () => {
    const answer = (seen: string): [string, { status: number; headers: Record<string, string> }] => [
      `data: ${seen}\n\n`,
      { status: 201, headers: { ...headers, "x-request-id": "7" } },
    ];
    const handler = async (request: Request): Promise<Response> =>
      new Response(...answer(`${request.method} ${request.headers.get("x-custom")} ${await request.text()}`));
    const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const [body, { status, headers }] = answer(`${request.method} ${request.headers["x-custom"]} ${await text(request)}`);
      response.writeHead(status, headers).end(body);
    };
    for (const app of [handler, listener]) {
      const body = JSON.stringify({ prompt: "Grüße" });
      const source = await over(appTransport(app))("POST", "http://app.test/chat?q=1", {
        body,
        headers: { "content-type": "application/json", "x-custom": "1" },
      });
      expect(source.status).toBe(201);
      expect(source.headers.get("x-request-id")).toBe("7");
      expect(await collect(source)).toEqual([`POST 1 ${body}`]);
    }
  });

  it("shows an error of the body as a broken connection, after the events before it", async () => {
    const mistake = new Error("out of tokens");
    const handler = (_: Request): Response => {
      const events = ["data: 1\n\n", "data: 2\n\n"];
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
        const event = events.shift();
        if (event) controller.enqueue(new TextEncoder().encode(event));
        else controller.error(mistake);
      };
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers });
    };
    const listener = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, headers).write("data: 1\n\ndata: 2\n\n", () => response.destroy(mistake));
    };
    for (const app of [handler, listener]) {
      const seen: string[] = [];
      const reading = (async () => {
        for await (const event of await over(appTransport(app))("GET", "http://app.test/")) seen.push(event.data);
      })();
      const error = await failureOf(reading);
      expect(error).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
      expect(seen).toEqual(["1", "2"]);
    }
  });

  it("brings everything that a Node listener wrote before it broke the connection, even if the client hasn't read it yet", async () => {
    const app = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, headers);
      for (let id = 1; id <= 100; id++) response.write(`data: ${id}\n\n`);
      process.nextTick(() => response.destroy(new Error("out of tokens")));
    };
    const iterator = (await over(appTransport(app))("GET", "http://app.test/")).iterSSE();
    for (let id = 1; id <= 100; id++) expect((await iterator.next()).value).toMatchObject({ data: `${id}` });
    expect(await failureOf(iterator.next())).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
  });

  it("answers 500 for a fetch handler that throws, and reports what it threw", async () => {
    const onError = vi.fn();
    const mistake = new Error("no database");
    const transport = appTransport(
      (_: Request): Response => {
        throw mistake;
      },
      { onError },
    );
    const source = await over(transport)("GET", "http://app.test/");
    expect(await failureOf(collect(source))).toMatchObject({ code: "ERR_SSE_STATUS", status: 500, body: "Internal Server Error" });
    expect(onError).toHaveBeenCalledExactlyOnceWith(mistake);
  });

  it("has no response for a Node listener that throws", async () => {
    const transport = appTransport((_: IncomingMessage, __: ServerResponse) => {
      throw new Error("no database");
    });
    expect(await failureOf(over(transport)("GET", "http://app.test/"))).toMatchObject({ code: "ERR_SSE_CONNECT" });
  });

  it("stops an app whose client doesn't read", async () => {
    let pulls = 0;
    const chunk = new TextEncoder().encode(`data: ${"x".repeat(65_536)}\n\n`);
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      pulls++;
      controller.enqueue(chunk);
    };
    const app = (_: Request): Response => new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers });
    const source = await over(appTransport(app))("GET", "http://app.test/");
    const iterator = source.iterSSE();
    await iterator.next();
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(pulls).toBeLessThan(10);
    source.close();

    let drained = 0;
    const listener = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, headers);
      while (response.write(chunk)) drained++;
    };
    const other = await over(appTransport(listener))("GET", "http://app.test/");
    await other.iterSSE().next();
    expect(drained).toBeLessThan(10);
    other.close();
  });

  it("ends at once on 204, and has no body for HEAD", async () => {
    expect(await collect(await over(appTransport((_: Request) => new Response(null, { status: 204 })))("GET", "http://app.test/"))).toEqual(
      [],
    );
    const listener = (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(200, headers).end("data: 1\n\n");
    expect(await collect(await over(appTransport(listener))("HEAD", "http://app.test/"))).toEqual([]);
  });
});
