import { type ChildProcess, fork } from "node:child_process";
import { defaultLimit } from "../context.ts";
import type { CaseResult, Report } from "../report.ts";
import { type Selection, select } from "../selection.ts";
import { LoadError } from "./load.ts";
import type { FromWorker, ToWorker } from "./worker.ts";

/** Cleaning up after a case takes up to a second for each connection. */
const defaultGrace = 15_000;

/** What {@link runIsolated} takes. */
export interface IsolatedRun {
  /** The subject's module. */
  path: string;
  selection: Selection;
  onResult(result: CaseResult, index: number, total: number): void;
  /**
   * Milliseconds for which a case may be silent after its limit before its process counts as blocked.
   * @defaultValue 15_000
   */
  grace?: number;
}

/**
 * Runs the suite on the subjects of a module, each in a process of its own: what a subject prints, keeps open or breaks stays there. A subject
 * that blocks its process or ends it fails the case that was running, and the rest goes on in a new process.
 *
 * @param program What to fork: the command line's own entry.
 * @throws LoadError when the module has no subject.
 */
export async function runIsolated(program: string, run: IsolatedRun): Promise<Report[]> {
  const reports: Report[] = [];
  for (let subject = 0, subjects = 1; subject < subjects; subject++) {
    const one = await runOne(program, run, subject);
    reports.push(one.report);
    subjects = one.subjects;
  }
  return reports;
}

async function runOne(
  program: string,
  { path, selection, onResult, grace = defaultGrace }: IsolatedRun,
  subject: number,
): Promise<{ report: Report; subjects: number }> {
  const selected = select(selection);
  const results: CaseResult[] = [];
  const start = performance.now();
  let head: Extract<FromWorker, { type: "subject" }> | undefined;
  const add = (result: CaseResult): void => {
    results.push(result);
    onResult(result, results.length, selected.length);
  };

  while (head === undefined || results.length < selected.length) {
    const order: ToWorker = { path, subject, selection, from: results.length };
    const broken = await work(program, order, (message) => {
      if (message.type === "subject") head ??= message;
      else if (message.type === "result") add(message.result);
      return (selected[results.length]?.limit ?? defaultLimit) + grace;
    });
    if (broken === undefined) break;
    if (broken instanceof LoadError) throw broken;
    const running = selected[results.length];
    if (head === undefined || running === undefined) throw new LoadError(`${path} cannot be run: ${broken.message}`);
    const { run: _, limit: __, ...info } = running;
    add({ ...info, verdict: "fail", duration: 0, failure: { message: broken.message } });
  }
  if (head === undefined) throw new LoadError(`${path} cannot be run: its process said nothing`);
  return { report: { ...head.report, duration: performance.now() - start, results }, subjects: head.subjects };
}

/** One process, to its end. Resolves with what broke, or with nothing if it did what it was told. */
function work(program: string, order: ToWorker, onMessage: (message: FromWorker) => number): Promise<Error | undefined> {
  return new Promise((resolve) => {
    // Standard output is the report's: what a subject prints goes to standard error.
    const child: ChildProcess = fork(program, ["--worker"], { stdio: ["ignore", 2, 2, "ipc"] });
    let outcome: Error | undefined = new Error("the subject ended the process that it ran in");
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expectMessageWithin = (milliseconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        outcome = new Error(`the subject blocked its process: it was silent for ${milliseconds / 1000} s`);
        child.kill("SIGKILL");
      }, milliseconds);
    };
    child.on("message", (message: FromWorker) => {
      if (message.type === "done" || message.type === "refused") {
        outcome = message.type === "refused" ? new LoadError(message.reason) : undefined;
        child.kill("SIGKILL");
      } else expectMessageWithin(onMessage(message));
    });
    child.on("error", (error) => {
      outcome = error;
    });
    child.on("close", () => {
      clearTimeout(timer);
      resolve(outcome);
    });
    expectMessageWithin(defaultGrace);
    child.send(order);
  });
}
