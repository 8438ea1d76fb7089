import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Ledger } from "./ledger.ts";
import { Program } from "./program.ts";
import type { ConsumerReport, ServerReport } from "./reports.ts";
import { habitsOf, setups } from "./setups.ts";

export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  /** Called every 15 seconds with a line to show. */
  onProgress?(line: string): void;
}

/** The count of one consumer. */
interface Row {
  readonly client: string;
  readonly habits: string;
  readonly issued: number;
  readonly delivered: number;
  readonly lost: number;
  /** Deliveries of what had been delivered before: the server sent it again. */
  readonly repeated: number;
  /** Those of them that `dedupe` should have dropped. Absent without it. */
  readonly duplicated?: number;
  readonly attempts: number;
}

/** Bytes on the heap and in buffers of one process after a collection, at each quarter of the time. */
interface Heap {
  readonly process: string;
  readonly bytes: readonly number[];
}

export interface SoakResult {
  readonly seed: number;
  readonly seconds: number;
  readonly rows: readonly Row[];
  /** How often the server did what. */
  readonly faults: Readonly<Record<string, number>>;
  readonly heaps: readonly Heap[];
  /** Whatever shouldn't have happened. */
  readonly violations: readonly string[];
}

/** Milliseconds in which a consumer has to see something, and in which the rest has to be read at the end. */
const PATIENCE = 60_000;

/** How many bytes a process's heap may grow from a quarter of the time to its end. Connections of every kind are open at both moments. */
const GROWTH = 4 * 2 ** 20;

/** In fewer seconds than this the first quarter is still a time of compiling, and of filling what `dedupe` remembers. */
const LONG = 60;

/** 20 consumers against a flaky server, in processes of their own. This process counts. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), "sse-soak-"));
  try {
    return await new Soak(options, folder).run();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

class Soak {
  readonly #options: SoakOptions;
  readonly #folder: string;
  readonly #began: number = performance.now();
  readonly #ledgers: readonly Ledger[];
  readonly #violations: string[] = [];
  readonly #faults: Record<string, number> = {};
  readonly #heaps = new Map<string, number[]>();
  readonly #stopping = new AbortController();
  /** When each consumer last saw something. */
  readonly #sawAt: number[] = setups.map(() => this.#began);

  constructor(options: SoakOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#ledgers = setups.map((setup, consumer) => {
      const title = `consumer ${consumer} (${[setup.client, habitsOf(setup)].filter(Boolean).join(", ")})`;
      const stream = { seed: options.seed, consumer, repeatsIds: !setup.dedupe };
      return new Ledger(setup, stream, (text) => this.#violations.push(`${title}: ${text}`));
    });
  }

  async run(): Promise<SoakResult> {
    const { seed, onProgress } = this.#options;
    const server = new Program<ServerReport>("server", "soak/server.ts", [seed], (consumer, report) => {
      if (report.about === "end") this.#faults[report.how.what] = (this.#faults[report.how.what] ?? 0) + 1;
      this.#ledgers[consumer]?.hear(report);
    });
    const consumers: Program<ConsumerReport>[] = [];
    const progress = setInterval(() => {
      this.#expectProgress();
      onProgress?.(this.#progress());
    }, 15_000);
    try {
      const origin = `http://127.0.0.1:${await server.ready()}`;
      for (const name of new Set(setups.map((setup) => setup.process))) {
        consumers.push(
          new Program<ConsumerReport>(name, "soak/consumers.ts", [seed, origin, this.#folder, name], (consumer, report) => {
            this.#sawAt[consumer] = performance.now();
            this.#ledgers[consumer]?.see(report);
          }),
        );
      }
      await Promise.all(consumers.map((program) => program.ready()));
      await Promise.race([this.#passTime(consumers), ...[server, ...consumers].map(endedEarly)]);
      server.finish();
      await Promise.all(consumers.map((program) => this.#finish(program)));
      await server.collect(); // Now everything is reported.
    } catch (error) {
      this.#violations.push(String(error));
    } finally {
      clearInterval(progress);
      this.#stopping.abort();
      await Promise.all([server, ...consumers].map((program) => program.kill()));
    }
    for (const ledger of this.#ledgers) ledger.close();
    return this.#result();
  }

  /** The time of faults, with a look at the memory at each quarter. */
  async #passTime(consumers: readonly Program<ConsumerReport>[]): Promise<void> {
    for (const quarter of [1, 2, 3, 4]) {
      const until = this.#began + (this.#options.seconds * 1_000 * quarter) / 4;
      await pause(Math.max(until - performance.now(), 0), undefined, { signal: this.#stopping.signal });
      for (const program of consumers) {
        this.#heaps.set(program.name, [...(this.#heaps.get(program.name) ?? []), await program.collect()]);
      }
    }
    if (this.#options.seconds < LONG) return;
    for (const [name, [first = 0, , , last = 0]] of this.#heaps) {
      if (last - first > GROWTH) this.#violations.push(`the memory of "${name}" grew from ${mebibytes(first)} to ${mebibytes(last)} MiB`);
    }
  }

  /** Lets the consumers of a process read the rest. Then the process has to end by itself. */
  async #finish(program: Program<ConsumerReport>): Promise<void> {
    program.finish();
    const left = await within(program.finished);
    if (!left) this.#violations.push(`"${program.name}" didn't come to its end`);
    if (left && left.listeners + left.timers > 0) {
      this.#violations.push(`"${program.name}" left ${left.listeners} listeners and ${left.timers} timers`);
    }
    const ended = await within(program.ended.then((how) => ({ how })));
    if (!ended) this.#violations.push(`something keeps the process "${program.name}" alive`);
    if (ended?.how) this.#violations.push(`"${program.name}": ${ended.how}`);
  }

  #expectProgress(): void {
    for (const [consumer, ledger] of this.#ledgers.entries()) {
      if (ledger.isDone || performance.now() - (this.#sawAt[consumer] ?? 0) < PATIENCE) continue;
      this.#violations.push(`consumer ${consumer} has seen nothing for ${PATIENCE / 1_000} s`);
      this.#sawAt[consumer] = performance.now();
    }
  }

  #progress(): string {
    const sum = (of: (ledger: Ledger) => number): string => this.#ledgers.reduce((total, one) => total + of(one), 0).toLocaleString("en");
    const seconds = Math.round((performance.now() - this.#began) / 1_000);
    return [
      `${seconds} s of ${Math.round(this.#options.seconds)}`,
      `${sum((one) => one.issued)} numbers issued, ${sum((one) => one.delivered)} delivered`,
      `${sum((one) => one.duplicated)} duplicated with dedupe`,
      `${sum((one) => one.attempts)} attempts`,
      `${this.#violations.length} violations`,
    ].join(" · ");
  }

  #result(): SoakResult {
    const rows = this.#ledgers.map((ledger, consumer): Row => {
      const { issued, delivered, unseen, repeated, duplicated, attempts } = ledger;
      const setup = setups[consumer];
      if (!setup) throw new Error(`Expected a consumer ${consumer}`);
      if (unseen > 0) this.#violations.push(`consumer ${consumer} (${setup.client}) lost ${unseen} numbers`);
      if (duplicated > 0) this.#violations.push(`consumer ${consumer} (${setup.client}) saw ${duplicated} numbers twice`);
      const row = { client: setup.client, habits: habitsOf(setup), issued, delivered, lost: unseen, repeated, attempts };
      return setup.dedupe ? { ...row, duplicated } : row;
    });
    const heaps = [...this.#heaps].map(([process, bytes]) => ({ process, bytes }));
    return { seed: this.#options.seed, seconds: this.#options.seconds, rows, faults: this.#faults, heaps, violations: this.#violations };
  }
}

export const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** Rejects when a process has ended. */
async function endedEarly({ name, ended }: Pick<Program<unknown>, "name" | "ended">): Promise<never> {
  throw new Error(`"${name}" ended before its time: ${(await ended) ?? "by itself"}`);
}

/** What comes of it within the patience; `undefined` if nothing does. */
async function within<T>(promise: Promise<T>): Promise<T | undefined> {
  const heard = new AbortController();
  const late = pause(PATIENCE, undefined, { signal: heard.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    heard.abort();
  }
}
