// Any client that streams can be used. A transport sends one request and resolves with the response when its headers arrive.
// adapter-template/ makes a package of it, with typed options and tests.
import { connect, type Transport } from "@sse/core";
import got, { type Got, type PlainResponse, type StreamOptions } from "got";
import { startServer } from "./server.ts";

/** Turns off what would repeat or hide an endless stream: retries, and errors for a status, which the loop checks. */
const overGot =
  (client: Got, options: StreamOptions = {}): Transport<PlainResponse> =>
  ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const sent = body === undefined ? {} : { body: body as NonNullable<StreamOptions["body"]> };
      const stream = client.stream(url, { ...options, method, headers, ...sent, signal, throwHttpErrors: false, retry: { limit: 0 } });
      stream.on("error", reject);
      stream.on("response", (raw: PlainResponse) => resolve({ status: raw.statusCode, headers: raw.headers, body: stream, raw }));
      if (!stream.isReadonly) stream.end();
    });

const server = await startServer();

const source = await connect(overGot(got), "GET", `${server.url}/sse`);
console.log(source.response.statusCode, source.response.ip);
for await (const event of source) console.log(event.event, event.data, event.id);

const answer = await connect(overGot(got), "POST", `${server.url}/chat`, {
  body: Buffer.from('{"prompt":"And over got?"}'),
  headers: { "content-type": "application/json" },
});
for await (const event of answer) if (event.data !== "[DONE]") process.stdout.write(event.json<{ token: string }>().token);
console.log();

server.close();

// Prints:
//   200 127.0.0.1
//   greeting hello 1
//   message world 2
//   You asked: And over got? The answer is 42.
