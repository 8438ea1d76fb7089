import { setTimeout as pause } from "node:timers/promises";
import {
  type AckableEvent,
  type ConnectAttempt,
  isSSEError,
  type ReconnectingEventSource,
  type ReconnectOptions,
  reconnect,
  type ServerSentEvent,
} from "@sse/core";
import type { Open } from "./clients.ts";
import type { CountingClock } from "./counting-clock.ts";
import { fingerprintOf } from "./items.ts";
import { CONNECT_TIMEOUT, IDLE_TIMEOUT, MAX_DELAY, MIN_DELAY } from "./plan.ts";
import type { ConsumerReport } from "./reports.ts";
import { chance, oneOf } from "./seeds.ts";
import type { Setup } from "./setups.ts";
import type { WatchedStore } from "./watched-store.ts";
import type { Below } from "./wire.ts";

/** What a consumer is given. */
export interface Surroundings {
  readonly seed: number;
  readonly consumer: number;
  readonly setup: Setup;
  /** Where the server listens. */
  readonly origin: string;
  readonly open: Open;
  readonly clock: CountingClock;
  /** Shared by all consumers of the process. It is never aborted. */
  readonly signal: AbortSignal;
  readonly store: WatchedStore | undefined;
  report(report: ConsumerReport): void;
  /** Whether nothing but the rest of the numbers is to be read: no leaving and no blocking any more. */
  isFinishing(): boolean;
}

/** At most so many events are in work at once with `ack: "manual"`. */
const IN_WORK = 4;

/** How a consumer leaves a source before its end. */
const exits = ["break", "close", "abort"] as const;

/** Reads its stream to the end, over as many sources as it takes. */
export class Consumer {
  readonly #given: Surroundings;
  readonly #below: Below;
  readonly #inWork = new Set<Promise<void>>();
  #attempt = 0;
  #life = 0;
  #events = 0;

  constructor(given: Surroundings) {
    this.#given = given;
    this.#below = chance(given.seed, given.consumer, "consumer");
  }

  async run(): Promise<void> {
    const { report, store } = this.#given;
    try {
      while ((await this.#live()) === "left") {
        await Promise.all(this.#inWork);
        await store?.settled();
      }
      await Promise.all(this.#inWork);
    } catch (error) {
      report(["fault", `the loop threw ${error}`]);
    }
    report(["done"]);
  }

  /** The life of one source. A consumer with a store leaves its source before the end, and resumes with the next. */
  async #live(): Promise<"left" | "ended"> {
    const { setup, report, isFinishing } = this.#given;
    this.#life++;
    const exit = oneOf(this.#below, exits);
    const leaving = new AbortController();
    const source = this.#source(exit === "abort" ? leaving.signal : this.#given.signal);
    const leaveAt = setup.store ? this.#events + 50 + this.#below(1_500) : Number.POSITIVE_INFINITY;
    let leaves: NodeJS.Timeout | undefined;
    let hurries: NodeJS.Timeout | undefined;
    let left = false;
    const leave = (): void => {
      if (source.state === "closed" || isFinishing()) return;
      left = true;
      if (exit === "close") source.close();
      else leaving.abort(leaving);
    };
    try {
      for await (const event of source) {
        this.#events++;
        report(["event", Number.parseInt(event.data, 10), fingerprintOf(event)]);
        const leavesNow = this.#events >= leaveAt && !isFinishing();
        if (leavesNow && exit === "break") {
          report(["left"]);
          return "left";
        }
        // From outside, whatever the source is doing then: reading, connecting or waiting.
        if (leavesNow) leaves ??= setTimeout(leave, this.#below(1_000));
        if (setup.impatient && this.#below(200) === 0) {
          clearTimeout(hurries);
          hurries = setTimeout(() => this.#hurry(source), this.#below(1_000));
        }
        if ("ack" in event) await this.#workOn(event, this.#events);
        else await this.#dally();
      }
    } catch (error) {
      if (error !== leaving) throw error;
    } finally {
      clearTimeout(leaves);
      clearTimeout(hurries);
    }
    return left ? "left" : "ended";
  }

  #source(signal: AbortSignal): ReconnectingEventSource<ServerSentEvent | (ServerSentEvent & AckableEvent)> {
    const { setup, report, clock, store } = this.#given;
    const options: ReconnectOptions = {
      signal,
      clock,
      store,
      dedupe: setup.dedupe,
      initialDelay: 100,
      minDelay: MIN_DELAY,
      maxDelay: MAX_DELAY,
      maxFailures: Number.POSITIVE_INFINITY,
      shouldReconnect({ error }) {
        report(["end", error === undefined ? "" : isSSEError(error) ? error.code : String(error)]);
        return undefined;
      },
      onStateChange: (state, { delay }) => state === "waiting" && report(["wait", delay]),
      onWarning: (warning) => report(["fault", warning]),
    };
    return setup.manual ? reconnect(this.#connect, { ...options, ack: "manual" }) : reconnect(this.#connect, options);
  }

  readonly #connect: ConnectAttempt<ServerSentEvent> = (resume) => {
    const { origin, consumer, open, clock, report } = this.#given;
    this.#attempt++;
    report(["attempt", this.#attempt, this.#life]);
    return open(`${origin}/${consumer}/${this.#attempt}`, {
      ...resume,
      clock,
      connectTimeout: CONNECT_TIMEOUT,
      idleTimeout: IDLE_TIMEOUT,
      onComment(comment) {
        const [, before] = /^before (\d+)$/.exec(comment) ?? [];
        if (before !== undefined) report(["comment", Number(before)]);
      },
    });
  };

  #hurry(source: { reconnectNow(): void }): void {
    if (this.#given.isFinishing()) return;
    this.#given.report(["now"]);
    source.reconnectNow();
  }

  /** Works on an event while the next ones are read, so that events are acknowledged in another order than they came in. */
  async #workOn(event: AckableEvent, nth: number): Promise<void> {
    while (this.#inWork.size >= IN_WORK) await Promise.race(this.#inWork);
    const work = pause(this.#below(this.#given.setup.slow ? 30 : 6)).then(() => {
      this.#inWork.delete(work);
      this.#given.report(["ack", nth]);
      event.ack();
    });
    this.#inWork.add(work);
  }

  async #dally(): Promise<void> {
    const { setup, isFinishing } = this.#given;
    if (setup.slow) {
      if (this.#below(3)) await pause(this.#below(4));
      if (!isFinishing() && this.#below(400) === 0) await pause(300 + this.#below(1_200));
    }
    if (setup.blocks && !isFinishing() && this.#below(60) === 0) block(100 + this.#below(oneOf(this.#below, [0.2, 2.4]) * IDLE_TIMEOUT));
  }
}

/** Keeps the process busy for so many milliseconds. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}
