/** A port that can wake this thread. */
interface Channel {
  readonly port1: { onmessage: (() => void) | null; close(): void };
  readonly port2: { postMessage(message: unknown): void; close(): void };
}

interface Runtime {
  readonly Deno?: object;
  readonly MessageChannel?: new () => Channel;
  readonly process?: { getBuiltinModule?(id: string): { MessageChannel?: new () => Channel } | undefined };
}

/**
 * Waits until everything has happened that doesn't wait for time: promises, and the streams of this process.
 *
 * By messages, which fake timers leave alone: they replace `setTimeout`, `setImmediate` and even `process.nextTick`.
 */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await oneTurn();
}

/** A chunk takes up to three turns of the event loop on its way through Node's streams. */
const TURNS = 5;

/** Kept before a test can replace it with a fake one. */
const { setTimeout: timer } = globalThis;

function oneTurn(): Promise<void> {
  const Channel = channelOf(globalThis as Runtime);
  if (!Channel) return new Promise((resolve) => timer(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new Channel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

function channelOf({ Deno, MessageChannel, process }: Runtime): (new () => Channel) | undefined {
  // Once a program has loaded `node:worker_threads`, Deno delivers a message before promises that settled earlier.
  if (Deno) return undefined;
  // jest's jsdom environment hides the class that Node has.
  return MessageChannel ?? process?.getBuiltinModule?.("node:worker_threads")?.MessageChannel;
}
