import type { TracedStream } from "@sse/core";
import { type OpenStream, OpenStreams, watchInProcess } from "./open-streams.ts";
import { settle } from "./turn.ts";

/** What `@sse/core` publishes about a stream. */
interface Message {
  readonly stream: TracedStream;
}

interface Runtime {
  readonly process?: {
    getBuiltinModule?(id: string): { subscribe?(channel: string, listener: (message: unknown) => void): void } | undefined;
  };
}

/** What `connectSSE` and `new EventSource` opened over any client. */
const ofCore = new OpenStreams();
/** What any reader opened to an app or a fake stream in this process. */
const inProcess = new OpenStreams();
let watching = false;

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
 * this package serves in process to any reader. In a browser it knows only the latter. Streams that were open before don't count. It can't tell
 * the streams of tests that run at the same time apart.
 *
 * @throws Error, from the check, that names each open stream and the line that opened it.
 */
export function expectClosed(): (() => Promise<void>) & AsyncDisposable {
  if (!watching) watch();
  watching = true;
  let known = new Set([...ofCore.all.keys(), ...inProcess.all.keys()]);
  // Without a parameter: runners take a function of one for a test that calls back.
  const check = async (): Promise<void> => {
    await settle();
    const left = ({ all }: OpenStreams): OpenStream[] => [...all].filter(([stream]) => !known.has(stream)).map(([, open]) => open);
    const streams = withoutDoubles(left(ofCore), left(inProcess));
    known = new Set([...ofCore.all.keys(), ...inProcess.all.keys()]);
    if (streams.length > 0) throw new Error(describe(streams));
  };
  return Object.assign(check, { [Symbol.asyncDispose]: check });
}

function watch(): void {
  watchInProcess(inProcess);
  const { process } = globalThis as Runtime;
  const channels = process?.getBuiltinModule?.("node:diagnostics_channel");
  const on = (name: string, listener: (stream: TracedStream) => void): void =>
    channels?.subscribe?.(name, (message) => listener((message as Message).stream));
  on("sse:request", (stream) => ofCore.opened(stream, stream.label));
  // The first that is known of a response that the caller had already.
  on("sse:response", (stream) => ofCore.opened(stream, stream.label || "a response"));
  on("sse:end", (stream) => ofCore.closed(stream));
}

/** An event source over a stream in process counts once, and under its own name. */
function withoutDoubles(sources: readonly OpenStream[], streams: readonly OpenStream[]): OpenStream[] {
  const counted = sources.map(({ label }) => path(label));
  const others = streams.filter(({ label }) => {
    const at = counted.indexOf(path(label));
    if (at !== -1) counted.splice(at, 1);
    return at === -1;
  });
  return [...sources, ...others];
}

/** The method and the path: a client may have been given a relative URL. */
const path = (label: string): string => label.replace(/ \w+:\/\/[^/]*/, " ");

function describe(streams: readonly OpenStream[]): string {
  const list = streams.map(({ label, stack }) => `  ${label}, opened\n${callersOf(stack).join("\n")}`);
  return `Expected every event stream to be closed, got ${streams.length} open:\n${list.join("\n")}`;
}

/** The lines of a stack that belong to the caller, or all of them if none seems to. */
function callersOf(stack: string): string[] {
  const lines = stack.split("\n").filter((line) => /^\s+at |@/.test(line));
  const callers = lines.filter((line) => !/[\\/]node_modules[\\/]|\bnode:|[\\/]packages[\\/]\w+[\\/](?:src|dist)[\\/]/.test(line));
  return (callers.length > 0 ? callers : lines).slice(0, 5);
}
