import { streamWatcher, watchStreams } from "./open-streams.ts";
import { settle } from "./turn.ts";

/** A stream that is open, and where it was opened. */
interface OpenStream {
  readonly label: string;
  readonly stack: string;
}

const open = new Map<object, OpenStream>();

/**
 * Checks that a test closes every event stream that it opens: call the result after each test, or leave it to `await using`.
 *
 * ```ts
 * import { afterEach, it } from "node:test";
 * import { expectClosed } from "@sse/testing";
 *
 * afterEach(expectClosed());
 *
 * it("closes its streams", async () => {
 *   await using _ = expectClosed();
 * });
 * ```
 *
 * It knows the streams that `connectSSE` and `new EventSource` open over any client, requests without a response among them, and those that
 * this package serves in process to any reader. Streams that were open before don't count. It can't tell the streams of tests that run at the same
 * time apart.
 *
 * @throws Error, from the check, that names each open stream and the line that opened it.
 */
export function expectClosed(): (() => Promise<void>) & AsyncDisposable {
  if (!streamWatcher()) {
    watchStreams({
      open: (stream, label) => {
        if (!open.has(stream)) open.set(stream, { label, stack: stackOfCaller() });
      },
      close: (stream) => open.delete(stream),
    });
  }
  let known = new Set(open.keys());
  // Without a parameter: runners take a function of one for a test that calls back.
  const check = async (): Promise<void> => {
    await settle();
    const left = withoutDoubles([...open].filter(([stream]) => !known.has(stream)).map(([, it]) => it));
    known = new Set(open.keys());
    if (left.length > 0) throw new Error(describe(left));
  };
  return Object.assign(check, { [Symbol.asyncDispose]: check });
}

function describe(streams: readonly OpenStream[]): string {
  const list = streams.map(({ label, stack }) => `  ${label}, opened\n${stack}`);
  return `Expected every event stream to be closed, got ${streams.length} open:\n${list.join("\n")}`;
}

/** A stream in process is known twice if core reads it: by its request and by its response. The first one names the caller. */
function withoutDoubles(streams: readonly OpenStream[]): OpenStream[] {
  return streams;
}

/** The caller's part of the stack. */
function stackOfCaller(): string {
  return new Error().stack ?? "";
}
