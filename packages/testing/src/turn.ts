/** A port that can wake this thread. */
interface Channel {
  readonly port1: { onmessage: (() => void) | null; close(): void };
  readonly port2: { postMessage(message: unknown): void; close(): void };
}

interface Runtime {
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

function oneTurn(): Promise<void> {
  const runtime = globalThis as Runtime;
  // jest's jsdom environment hides the class that Node has.
  const Channel = runtime.MessageChannel ?? runtime.process?.getBuiltinModule?.("node:worker_threads")?.MessageChannel;
  if (!Channel) return new Promise((resolve) => setTimeout(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new Channel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
