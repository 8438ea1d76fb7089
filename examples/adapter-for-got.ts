// Any client that streams can be used: a transport sends one request, and resolves with the response once its headers are there.
import { connect, fromReadable, type Transport } from "@sse/core";
import got, { type Got, type PlainResponse, type StreamOptions } from "got";
import { startServer } from "./server.ts";

/** What does not suit an endless stream is switched off: retries, and errors for a status, which the loop checks. */
const overGot =
  (client: Got, options: StreamOptions = {}): Transport<PlainResponse> =>
  ({ method, url, headers, signal }) =>
    new Promise((resolve, reject) => {
      const stream = client.stream(url, { ...options, method, headers, signal, throwHttpErrors: false, retry: { limit: 0 } });
      stream.on("error", reject);
      stream.on("response", (raw: PlainResponse) => {
        const get = (name: string): string | undefined => raw.headers[name]?.toString();
        resolve({ status: raw.statusCode, headers: { get }, body: fromReadable(stream), raw });
      });
      if (!stream.isReadonly) stream.end(); // a request without a body; `json` or `body` in the options would have ended it
    });

const server = await startServer();

const source = await connect(overGot(got), "GET", `${server.url}/sse`);
console.log(source.response.statusCode, source.response.ip);
for await (const event of source) console.log(event.event, event.data, event.id);

const answer = await connect(overGot(got, { json: { prompt: "And over got?" } }), "POST", `${server.url}/chat`);
for await (const event of answer) if (event.data !== "[DONE]") process.stdout.write(event.json<{ token: string }>().token);
console.log();

server.close();

// Prints:
//   200 127.0.0.1
//   greeting hello 1
//   message world 2
//   You asked: And over got? The answer is 42.
