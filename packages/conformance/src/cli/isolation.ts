import { type ChildProcess, fork } from "node:child_process";
import type { Case } from "../case.ts";
import { defaultLimit } from "../context.ts";
import { inViewOf, type KnownFailures } from "../known-failures.ts";
import type { CaseResult, Report } from "../report.ts";
import { isGrave } from "../reports/summary.ts";
import { afterFailure, defaultJobs, notRun } from "../run.ts";
import { type Selection, select } from "../selection.ts";
import { LoadError } from "./load.ts";
import { type FromWorker, nameOfTarget, type Target, type ToWorker } from "./worker.ts";

/** Cleaning up after a case takes up to a second for each connection. */
const defaultGrace = 15_000;

/** The head of a report: what is known before the first case has run. */
export type ReportHead = Omit<Report, "duration" | "results">;

/** What {@link runIsolated} takes. */
export interface IsolatedRun {
  target: Target;
  selection: Selection;
  /** Called once for each subject, before its first result. */
  onSubject?(head: ReportHead): void;
  /** Called with each result as it comes. */
  onResult?(result: CaseResult, index: number, total: number): void;
  knownFailures?: KnownFailures | undefined;
  /** @defaultValue 8 */
  jobs?: number | undefined;
  /** Whether to stop at the first failure that makes the run a failure. @defaultValue `false` */
  bail?: boolean | undefined;
  /** Whether a failure of level `should` makes the run a failure. @defaultValue `false` */
  strict?: boolean | undefined;
  /** Ends the run. What hasn't run by then is reported as "not run", with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds for which a case may be silent after its limit before its process counts as blocked.
   * @defaultValue 15_000
   */
  grace?: number | undefined;
}

/**
 * Runs the suite on the subjects of a module or a command, each in a process of its own: what a subject prints, keeps open or breaks stays there. A
 * subject that blocks its process or ends it fails the case that was running, and the rest goes on in a new process. Where several cases were
 * running, each of them runs again alone.
 *
 * @param program - what to fork: the command line's own entry
 * @throws LoadError when there is no subject, or it fails at everything.
 */
export async function runIsolated(program: string, run: IsolatedRun): Promise<Report[]> {
  const reports: Report[] = [];
  for (let subject = 0, subjects = 1; subject < subjects; subject++) {
    const one = new SubjectRun(program, run, subject);
    reports.push(await one.report());
    subjects = one.subjects;
  }
  return reports;
}

class SubjectRun {
  subjects = 1;
  readonly #program: string;
  readonly #run: IsolatedRun;
  readonly #subject: number;
  readonly #selected: readonly Case[];
  readonly #results = new Map<string, CaseResult>();
  #head: ReportHead | undefined;
  /** Why the run ends before its time. */
  #stopped: string | undefined;

  constructor(program: string, run: IsolatedRun, subject: number) {
    this.#program = program;
    this.#run = run;
    this.#subject = subject;
    this.#selected = select(run.selection);
  }

  async report(): Promise<Report> {
    const start = performance.now();
    const name = nameOfTarget(this.#run.target);
    let suspects: readonly string[] = [];
    while (this.#head === undefined || this.#pending().length > 0) {
      if (this.#isStopped()) break;
      const before = this.#results.size;
      const running = new Set<string>();
      const broken = await this.#work(suspects, running);
      if (broken instanceof LoadError) throw broken;
      if (broken === undefined || this.#isStopped()) {
        suspects = [];
        continue;
      }
      if (running.size === 0 && (this.#head === undefined || this.#results.size === before)) {
        throw new LoadError(`${name} can't be run: ${broken.message}`);
      }
      const [only = ""] = running;
      if (running.size === 1) this.#blame(only, broken);
      suspects = [...new Set([...suspects, ...running])].filter((id) => !this.#results.has(id));
    }
    if (this.#head === undefined) throw new LoadError(`${name} wasn't run: ${this.#stopped}`);
    for (const one of this.#pending()) this.#results.set(one.id, notRun(one, this.#stopped ?? "The run was stopped"));
    const results = this.#selected.flatMap(({ id }) => this.#results.get(id) ?? []);
    return { ...this.#head, duration: performance.now() - start, results };
  }

  #pending(): readonly Case[] {
    return this.#selected.filter(({ id }) => !this.#results.has(id));
  }

  #isStopped(): boolean {
    const { signal } = this.#run;
    if (signal?.aborted) this.#stopped ??= String(signal.reason);
    return this.#stopped !== undefined;
  }

  #add(result: CaseResult): void {
    // The process has run on until it was told to stop.
    if (this.#stopped === afterFailure) return;
    const { knownFailures, onResult, bail, strict } = this.#run;
    const seen = inViewOf(knownFailures, result);
    this.#results.set(result.id, seen);
    onResult?.(seen, this.#results.size, this.#selected.length);
    if (bail && isGrave(seen, strict)) this.#stopped ??= afterFailure;
  }

  #blame(id: string, { message }: Error): void {
    const one = this.#selected.find((each) => each.id === id);
    if (one) this.#add({ ...notRun(one, ""), verdict: "fail", failure: { message } });
  }

  /** One process, to its end. Resolves with what broke, or with nothing if it did what it was told, or was stopped. */
  #work(suspects: readonly string[], running: Set<string>): Promise<Error | undefined> {
    const { target, jobs = defaultJobs, grace = defaultGrace, signal, onSubject } = this.#run;
    const order: ToWorker = {
      target,
      subject: this.#subject,
      ids: suspects.length > 0 ? suspects : this.#pending().map(({ id }) => id),
      jobs: suspects.length > 0 ? 1 : jobs,
      preflight: this.#head === undefined,
    };
    return inProcess(this.#program, order, signal, (message) => {
      if (message.type === "subject") {
        this.subjects = message.subjects;
        if (this.#head === undefined) onSubject?.(message.report);
        this.#head ??= message.report;
      } else if (message.type === "start") running.add(message.id);
      else if (message.type === "result") {
        running.delete(message.result.id);
        this.#add(message.result);
      }
      if (this.#stopped !== undefined) return 0;
      const limits = this.#selected.flatMap(({ id, limit = defaultLimit }) => (running.has(id) ? [limit] : []));
      // A case that fails among others runs again alone.
      return (order.jobs > 1 ? 2 : 1) * Math.max(defaultLimit, ...limits) + grace;
    });
  }
}

/** @param onMessage - returns the milliseconds within which the next message has to come; 0 ends the process */
function inProcess(
  program: string,
  order: ToWorker,
  signal: AbortSignal | undefined,
  onMessage: (message: FromWorker) => number,
): Promise<Error | undefined> {
  return new Promise((resolve) => {
    // Standard output is the report's: what a subject prints goes to standard error.
    const child: ChildProcess = fork(program, ["--worker"], { stdio: ["ignore", 2, 2, "ipc"] });
    let outcome: Error | undefined = new Error("the subject ended the process that it ran in");
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (result: Error | undefined): void => {
      outcome = result;
      clearTimeout(timer);
      child.kill("SIGKILL");
    };
    const expectMessageWithin = (milliseconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(
        () => finish(new Error(`the subject blocked its process: it was silent for ${milliseconds / 1000} s`)),
        milliseconds,
      );
    };
    const stop = (): void => finish(undefined);
    signal?.addEventListener("abort", stop, { once: true });
    child.on("message", (message: FromWorker) => {
      if (message.type === "done" || message.type === "refused") {
        finish(message.type === "refused" ? new LoadError(message.reason) : undefined);
        return;
      }
      const milliseconds = onMessage(message);
      if (milliseconds === 0) finish(undefined);
      else expectMessageWithin(milliseconds);
    });
    child.on("error", (error) => {
      outcome = error;
    });
    child.on("close", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      resolve(outcome);
    });
    expectMessageWithin(defaultGrace + 2 * defaultLimit);
    child.send(order);
  });
}
