import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import type { Sdk } from "./sdk.ts";
import { LocalServer } from "./server.ts";

/** What an SDK gave, and how it ended. */
export interface Outcome {
  readonly shown: readonly unknown[];
  readonly error: unknown;
}

export interface Run {
  readonly outcome: Promise<Outcome>;
  /** Whether the SDK still waits for its answer. */
  isPending(): boolean;
  /** Ends the answer and the SDK. */
  stop(): Promise<void>;
}

/** Lets an SDK ask a server of its own. `answer` is what the server does, and `onShow` is called when the SDK gives something. */
export async function start(
  sdk: Sdk,
  client: typeof fetch,
  answer: (response: ServerResponse) => unknown,
  onShow: () => void = () => {},
): Promise<Run> {
  const server = await LocalServer.start(sdk);
  const controller = new AbortController();
  const shown: unknown[] = [];
  const show = (value: unknown): void => {
    // A copy: some SDKs show one object again and again, and add to it.
    shown.push(structuredClone(value));
    onShow();
  };
  let isPending = true;
  const end = (error: unknown): Outcome => {
    isPending = false;
    return { shown, error };
  };
  const failed = (error: unknown): Outcome => end(error ?? new Error("without a reason"));
  const { url } = server;
  const outcome = sdk.run({ url, fetch: client, show, signal: controller.signal }).then(() => end(undefined), failed);
  void server.stream.then(answer);
  return {
    outcome,
    isPending: () => isPending,
    async stop() {
      // A clean end, because AG-UI's client leaves a rejection without a handler when its connection breaks.
      if (isPending) (await server.stream).end();
      controller.abort();
      await outcome;
      await server.close();
    },
  };
}

/** The same, to its end. */
export async function run(...args: Parameters<typeof start>): Promise<Outcome> {
  const { outcome, stop } = await start(...args);
  await outcome;
  await stop();
  return outcome;
}

/** Everything that a value says, including the causes of an error. */
export const wordsOf = (value: unknown): string => inspect(value, { depth: 9 });
