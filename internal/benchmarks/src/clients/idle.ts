import { each, type Memory, settled } from "./memory.ts";
import { openMany } from "./open-many.ts";
import { ours, readEach } from "./ours.ts";
import { peers } from "./peers.ts";

/** How an HTTP client is used: by itself with a read pending; by itself with the AbortController that whoever wants to end it needs; by a source. */
export type Use = "alone" | "closable" | "source";

/** The memory that one open stream takes which has had one event and waits for the next: the mean of so many. */
export async function idleMemory(origin: string, client: string, use: Use, streams: number): Promise<Memory> {
  const url = `${origin}/idle`;
  const own = ours[client];
  const peer = peers[client];
  const controllers: AbortController[] = [];
  const open = (onFirst: () => void): Promise<void> => {
    if (peer) return peer(url, onFirst);
    if (!own) throw new Error(`Expected a client, got ${client}`);
    if (use === "source") return readEach(own.open(url), onFirst);
    if (use === "alone") return own.alone(url, onFirst);
    const controller = new AbortController();
    controllers.push(controller);
    return own.alone(url, onFirst, controller.signal);
  };

  // The first few pay for what is loaded and compiled once.
  await openMany(20, open);
  const before = await settled();
  await openMany(streams, open);
  const memory = each(before, await settled(), streams);
  // Looked at here, so that they are held until here.
  if (use === "closable" && controllers.some(({ signal }) => signal.aborted)) throw new Error("Expected open streams");
  return memory;
}
