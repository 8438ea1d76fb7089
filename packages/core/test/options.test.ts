import { toReadableStream } from "@sse/core/encode";
import { guardSSE } from "@sse/core/guard";
import { logTo } from "@sse/core/log";
import { watchPage } from "@sse/core/page";
import { SSEDecoderStream } from "@sse/core/stream";
import { describe, expect, test } from "vitest";
import { connect, EventSource, reconnect, SSEDecoder, splitOptions } from "../src/index.ts";
import { streamHeaders } from "./feed.ts";

const unused = (): never => expect.fail("it must not connect");
const response = { status: 200, headers: streamHeaders, body: null, raw: undefined };
const source = { state: "open", reconnectNow() {} } as const;

/** Every public function that takes options. The parameter has the wrong type on purpose. */
const functions: Readonly<Record<string, (options: never) => unknown>> = {
  connect: (options) => connect(unused, "GET", "http://127.0.0.1/", options),
  EventSource: (options) => new EventSource(response, options),
  reconnect: (options) => reconnect(unused, options),
  splitOptions: (options) => splitOptions(options),
  guardSSE: (options) => guardSSE(unused, options),
  logTo: (options) => logTo(console, options),
  watchPage: (options) => watchPage(source, options),
  toReadableStream: (options) => toReadableStream(unread(), options),
  SSEDecoder: (options) => new SSEDecoder(options),
  SSEDecoderStream: (options) => new SSEDecoderStream(options),
};

async function* unread(): AsyncGenerator<never> {}

describe("options that aren't an object are refused, with what came", () => {
  test.each(Object.entries(functions))("%s", async (_, call) => {
    for (const [wrong, got] of [
      [null, "null"],
      ["GET", "string"],
      [5, "number"],
      [unused, "function"],
    ]) {
      const refused = new TypeError(`options: expected an object, got ${got}`);
      await expect((async () => call(wrong as never))()).rejects.toThrow(refused);
    }
  });
});

test("reconnect refuses anything but a function at once, a connection for example", () => {
  // @ts-expect-error it takes a function that connects
  expect(() => reconnect(new EventSource(response))).toThrow(new TypeError("Expected a function that connects, got EventSource"));
});
