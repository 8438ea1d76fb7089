import { type Clock, unref } from "../clock.ts";
import { type BodyReader, chunkOf } from "./body.ts";

/** How many bytes are read at most. */
const MOST_BYTES = 65_536;
/** How long this takes at most, in milliseconds. */
const LONGEST_TIME = 1_000;

/**
 * Reads the rest of an answer that is complete, in the background, so that its connection can be used again. Most servers end the response right after the
 * terminal event. It never throws, and its timer doesn't keep the process alive.
 *
 * @param giveUp - closes the connection, if the rest is too long or too slow
 */
export async function drain(reader: BodyReader | undefined, clock: Clock, giveUp: () => void): Promise<void> {
  const timer = clock.setTimeout(giveUp, LONGEST_TIME);
  unref(timer);
  try {
    let bytes = 0;
    for (let chunk = await reader?.next(); chunk && !chunk.done; chunk = await reader?.next()) {
      bytes += chunkOf(chunk.value ?? "").length;
      if (bytes > MOST_BYTES) return giveUp();
    }
  } catch {
    // The answer was complete. How its connection ends concerns only the client.
  } finally {
    clock.clearTimeout(timer);
  }
}
