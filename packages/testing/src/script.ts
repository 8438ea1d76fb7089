import type { Clock } from "@sse/core";
import { utf8 } from "./bytes.ts";
import { brokenConnection } from "./connection-error.ts";
import type { Body, Origin } from "./exchange.ts";
import { type CheckedStep, checkStep, type Drop, type EventMap, isLast, type Step } from "./step.ts";
import { chunker, type Variation, withLineEnds } from "./variation.ts";

/** What a script's generator is called with. */
export interface ScriptContext {
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/**
 * What a stream sends: its text, its steps, or a generator of steps. A generator can wait for anything between two steps. What it throws breaks
 * the connection off.
 */
export type Script<M extends EventMap = EventMap> =
  | string
  | readonly Step<M>[]
  | ((context: ScriptContext) => AsyncIterable<Step<M>> | Iterable<Step<M>>);

/** A script that was checked, as far as it can be without playing it. Each use plays it from the beginning. */
export interface CheckedScript {
  steps(context: ScriptContext): AsyncIterable<unknown> | Iterable<unknown>;
}

/** @throws TypeError for a script that can't be played. */
export function checkScript(script: Script): CheckedScript {
  if (typeof script === "string") {
    const whole: CheckedStep = { kind: "text", text: script };
    return { steps: () => (script === "" ? [] : [whole]) };
  }
  if (typeof script === "function") return { steps: checkedOneByOne(script) };
  if (!Array.isArray(script))
    throw new TypeError(`Expected a script of text, an array of steps or a generator function, got ${typeof script}`);
  const steps = script.map((step, index) => {
    try {
      return checkStep(step);
    } catch (error) {
      throw new TypeError(`Step ${index}: ${(error as Error).message}`);
    }
  });
  const last = steps.findIndex(isLast);
  if (last !== -1 && last < steps.length - 1)
    throw new TypeError(
      `Step ${last + 1}: expected no step after ${steps[last]?.kind}, got ${Object.keys(script[last + 1]).join(" and ")}`,
    );
  return { steps: () => steps };
}

/** A generator's steps exist only while it is played. */
function checkedOneByOne(script: Extract<Script, (...args: never[]) => unknown>): CheckedScript["steps"] {
  return async function* (context) {
    for await (const step of script(context)) yield checkStep(step);
  };
}

/** Breaks a connection off. */
export class DroppedConnection extends Error {
  readonly how: Drop;

  constructor(how: Drop) {
    super("The script broke the connection off");
    this.how = how;
  }
}

/** What a client sees of a drop in process. */
export const dropError = (error: unknown): Error => {
  if (!(error instanceof DroppedConnection)) return brokenConnection(error);
  return typeof error.how === "object" ? error.how : brokenConnection();
};

/** A client in this process sees a drop as a broken connection. Over a socket the connection is really broken. */
export function inProcess(origin: Origin): Origin {
  return async (request) => {
    const response = await origin(request);
    const { body } = response;
    if (!body) return response;
    const read = (): ReturnType<Body["read"]> =>
      body.read().catch((error: unknown) => {
        throw dropError(error);
      });
    return { ...response, body: { read, cancel: (reason) => body.cancel(reason) } };
  };
}

/** Plays a script's steps as a response's body. */
export function play(script: CheckedScript, variation: Variation, clock: Clock, signal: AbortSignal): Body {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  const chunks = chunksOf(script, variation, clock, gone.signal);
  return {
    async read() {
      const { done, value } = await chunks.next();
      if (done) signal.removeEventListener("abort", leave);
      return done ? undefined : value;
    },
    cancel() {
      leave();
      signal.removeEventListener("abort", leave);
      chunks.return().catch(() => {}); // The script's own cleanup may throw. Nothing reads this stream any more.
    },
  };
}

async function* chunksOf(script: CheckedScript, variation: Variation, clock: Clock, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const cut = chunker(variation.cut);
  for await (const step of script.steps({ signal }) as AsyncIterable<CheckedStep>) {
    if (signal.aborted) return;
    switch (step.kind) {
      case "text":
        yield* cut(utf8(withLineEnds(step.text, variation.lines)));
        break;
      case "raw":
        yield* cut(typeof step.bytes === "string" ? utf8(step.bytes) : step.bytes);
        break;
      case "delay":
        await wait(step.milliseconds, clock, signal);
        break;
      case "stall":
        await aborted(signal);
        return;
      case "drop":
        throw new DroppedConnection(step.how);
      case "end":
        return;
    }
  }
}

/** Settles when the time has passed, or the client has gone. */
export function wait(milliseconds: number, clock: Clock, signal: AbortSignal): Promise<void> {
  if (milliseconds === Number.POSITIVE_INFINITY) return aborted(signal);
  // No timer, which fake timers would hold.
  if (milliseconds === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clock.clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = clock.setTimeout(finish, milliseconds);
    signal.addEventListener("abort", finish);
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
