import { expect, test } from "vitest";
import { appTransport, fakeStream, manualClock, sseResponse } from "../src/index.ts";
import { record, replay } from "../src/node.ts";

/** Every function that takes options. The parameter has the wrong type on purpose. */
const functions: Readonly<Record<string, (options: never) => unknown>> = {
  appTransport: (options) => appTransport(() => new Response(), options),
  fakeStream: (options) => fakeStream(options),
  manualClock: (options) => manualClock(options),
  sseResponse: (options) => sseResponse("data: a\n\n", options),
  record: (options) => record(new Response(), options),
  replay: (options) => replay("chat.sse", options),
};

test.each(Object.entries(functions))("options of %s that aren't an object are refused, with what came", async (_, call) => {
  for (const [wrong, got] of [
    [null, "null"],
    ["http://h/", "string"],
  ]) {
    await expect((async () => call(wrong as never))()).rejects.toThrow(new TypeError(`options: expected an object, got ${got}`));
  }
});
