/**
 * One client in a process of its own, which takes its turns when its parent says so: `fork(program.ts, [id])`. In one process for all, each would
 * pay for the garbage of the one before it and for code that is compiled for all of them, and no program of a user does.
 */
import { median } from "../measure.ts";
import { best, type Sample, sample } from "../turns.ts";
import { data, event, type Shape } from "./event.ts";
import { ours, readBatches, readEach } from "./ours.ts";
import { bareLoop, decodeAlone, sameChunks } from "./parts.ts";
import { peers, secondWays } from "./peers.ts";

/**
 * What a process can do in its turn: read the stream; read it by its HTTP client alone; decode the chunks that this gave; loop over as many
 * events that are there; or ask for a stream of one event so many times, by either, and measure the time to it.
 */
export type Kind = "read" | "alone" | "decode" | "loop" | "first" | "first alone";
export interface Order {
  kind: Kind;
  origin: string;
  /** How many events there are, or how often one is asked for. */
  count: number;
  /** Milliseconds that a turn takes at least; times to the first event need none. */
  time: number;
  shape: Shape;
}
export type Answer = Sample | { error: string };

const batches = ", batches";
const [, , id = ""] = process.argv;
const own = ours[id.replace(batches, "")];
const chunks = new Map<number, Uint8Array[]>();

function read(url: string, onEvent: (text: string) => void): Promise<void> {
  if (own) return (id.endsWith(batches) ? readBatches : readEach)(own.open(url), onEvent);
  return (peers[id] ?? secondWays[id])?.(url, onEvent) ?? Promise.reject(new Error(`Expected a client, got ${id}`));
}

/** Looks at what a turn saw: every event, all of its data. */
async function counted(count: number, run: (onEvent: (text: string) => void) => Promise<void> | void): Promise<void> {
  let seen = 0;
  let characters = 0;
  await run((text) => {
    seen++;
    characters += text.length;
  });
  if (seen !== count || characters !== count * data.length) {
    throw new Error(`${id}: expected ${count} events of ${data.length} characters, got ${seen} and ${characters} in all`);
  }
}

async function readAlone(url: string, count: number): Promise<void> {
  let bytes = 0;
  await own?.alone(url, (chunk) => {
    bytes += chunk.length;
  });
  if (bytes !== count * event.length) throw new Error(`${id}: expected ${count * event.length} bytes, got ${bytes}`);
}

/** The chunks of a stream, cut as this client gives them. */
async function chunksOf(url: string, count: number): Promise<Uint8Array[]> {
  const lengths: number[] = [];
  await own?.alone(url, (chunk) => lengths.push(chunk.length));
  const made = sameChunks(lengths);
  chunks.set(count, made);
  return made;
}

/** Milliseconds from the call to its first event: the middle of some requests, one after the other. Processor time is that of all, on average. */
async function firsts(count: number, open: (onFirst: () => void) => Promise<void> | undefined): Promise<Sample> {
  const times: number[] = [];
  const all = await sample(async () => {
    for (let i = 0; i < count; i++) {
      const started = performance.now();
      let first: number | undefined;
      await open(() => {
        first ??= performance.now() - started;
      });
      if (first === undefined) throw new Error(`${id}: expected an event, got none`);
      times.push(first);
    }
  });
  return { time: median(times), work: all.work / count };
}

async function turn({ kind, origin, count, time, shape }: Order): Promise<Sample> {
  const url = `${origin}/${shape === "named" ? "named/" : ""}${count}`;
  switch (kind) {
    case "read":
      return best(time, () => counted(count, (onEvent) => read(url, onEvent)));
    case "alone":
      return best(time, () => readAlone(url, count));
    case "decode": {
      const made = chunks.get(count) ?? (await chunksOf(url, count));
      return best(time, () => counted(count, (onEvent) => decodeAlone(made, onEvent)));
    }
    case "loop":
      return best(time, () => bareLoop(count));
    case "first":
      return firsts(count, (onFirst) => read(`${origin}/1`, onFirst));
    case "first alone":
      return firsts(count, (onFirst) => own?.alone(`${origin}/1`, onFirst));
  }
}

process.on("message", (order: Order) => {
  const answer = (result: Answer): void => void process.send?.(result);
  turn(order).then(answer, (error: unknown) => answer({ error: String(error) }));
});
process.on("disconnect", () => process.exit());
