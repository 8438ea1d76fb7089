import { setFlagsFromString } from "node:v8";
import { each, type Memory, settled, settledAfterTraffic } from "./memory.ts";
import { openMany } from "./open-many.ts";
import { ours, readBatches } from "./ours.ts";

/** What each of so many streams takes: once it has had one event and waits, and once it has had its first megabyte and waits again. */
export interface StreamMemory {
  streams: number;
  idle: Memory;
  afterBurst: Memory;
}

/** A client by itself, with what ends it, or our source over it. */
export type User = "client" | "source";

/** So many streams of one client, in this process. */
export async function streamMemory(origin: string, client: string, user: User, streams: number): Promise<StreamMemory> {
  const own = ours[client];
  if (!own) throw new Error(`Expected a client, got ${client}`);
  // Otherwise the code of what isn't called any longer is freed in the middle of the measurement, megabytes of it.
  setFlagsFromString("--no-flush-bytecode");
  // Held, as whoever may want to end a stream holds them.
  const controllers: AbortController[] = [];
  const round = async (count: number): Promise<{ opened: Memory; burst: Memory }> => {
    let bursts = 0;
    const open = (onFirst: () => void): Promise<void> => {
      let bytes = 0;
      const onBytes = (length: number): void => {
        onFirst();
        bytes += length;
        if (bytes >= BURST) {
          bytes = Number.NEGATIVE_INFINITY;
          bursts++;
        }
      };
      const url = `${origin}/burst/${BURST}`;
      if (user === "source") return readBatches(own.open(url), (data) => onBytes(data.length));
      const controller = new AbortController();
      controllers.push(controller);
      return own.alone(url, (chunk) => onBytes(chunk.length), controller.signal);
    };
    await openMany(count, open);
    const opened = await settled();
    await fetch(`${origin}/release`);
    while (bursts < count) await new Promise((resolve) => setTimeout(resolve, 10));
    return { opened, burst: await settledAfterTraffic() };
  };
  // The first few pay for what is loaded and compiled once, and for the buffers of the machine.
  const { burst: before } = await round(20);
  const { opened, burst } = await round(streams);
  if (controllers.some(({ signal }) => signal.aborted)) throw new Error("Expected open streams");
  return { streams, idle: each(before, opened, streams), afterBurst: each(before, burst, streams) };
}

/** Bytes of data in the burst. */
const BURST = 1_000_000;
