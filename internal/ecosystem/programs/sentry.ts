/** Prints "ok" for each client that streams, closes and aborts as usual while Sentry traces every request. */
import * as Sentry from "@sentry/node";

Sentry.init({
  dsn: "http://key@127.0.0.1:9/1",
  tracesSampleRate: 1,
  transport: () => ({ send: async () => ({}), flush: async () => true }),
});

// After Sentry, which wraps what it finds when the modules are loaded.
const { startServer } = await import("@sse/conformance/server");
const { clients } = await import("../test/clients.ts");

const server = await startServer();
for (const { name, connect } of clients) {
  const script = server.script({
    exchanges: [
      [
        { do: "head", headers: { "Content-Type": "text/event-stream" } },
        { do: "body", text: "data: a\n\n" },
        { do: "wait", for: "read" },
        { do: "body", text: "data: b\n\n" },
        { do: "wait", for: "never" },
      ],
    ],
  });
  await Sentry.startSpan({ name }, async () => {
    const data: string[] = [];
    for await (const event of await connect("GET", script.url)) {
      data.push(event.data);
      script.release("read"); // "b" is sent only once "a" was read: nothing is held back.
      if (event.data === "b") break;
    }
    await (await script.exchange(0)).closed;

    const controller = new AbortController();
    const source = await connect("GET", script.url, { signal: controller.signal });
    controller.abort("mine");
    const [result] = await Promise.allSettled([source[Symbol.asyncIterator]().next()]);
    await (await script.exchange(1)).closed;
    const reason = result.status === "rejected" ? result.reason : "none";
    console.log(name, data.join() === "a,b" && reason === "mine" ? "ok" : `${data} ${reason}`);
  });
}
await server.close();
await Sentry.close();
