import { showBytes } from "./bytes.ts";
import { type Case, type CaseContext, ConformanceFailure, NotRun } from "./case.ts";
import type { Host } from "./host/host.ts";
import { render, same } from "./render.ts";
import type { FailureReport } from "./report.ts";
import type { ScriptedServer } from "./server/scripted-server.ts";
import { shorten } from "./shorten.ts";
import { subjectStack } from "./stack.ts";
import type { ConnectInit, Connection, Subject, SubjectEvent } from "./subject.ts";

/** How long before the case's own limit {@link CaseContext.within} gives up, so that its sentence is the failure's. */
const headStart = 250;

/** A {@link CaseContext} and the means to end it. */
export interface OpenContext {
  context: CaseContext;
  /** Aborts the signal, closes what is open and runs the cleanups. None of them is waited for longer than a second. */
  end(): Promise<void>;
}

export const defaultLimit = 5_000;

/** The context of one run of one case. */
export function openContext(running: Case, subject: Subject, host: Host, server: ScriptedServer | undefined): OpenContext {
  const over = new AbortController();
  const deadline = performance.now() + (running.limit ?? defaultLimit) - headStart;
  const cleanups: (() => unknown)[] = [];

  const open = async (method: "connect" | "reconnect", url: string, init: Partial<ConnectInit> = {}): Promise<Connection> => {
    const call = subject[method];
    if (!call) throw new TypeError(`The case ${running.id} uses ${method} without needing it`);
    const connection = await call.call(subject, url, { eventTypes: [], ...init });
    cleanups.push(() => connection.close());
    // The case was over before the subject connected, and its cleanups have run. An error now would be put down to another case.
    if (over.signal.aborted)
      await Promise.resolve()
        .then(() => connection.close())
        .catch(() => {});
    return connection;
  };

  const context: CaseContext = {
    subject,
    host,
    get server() {
      if (!server) throw new TypeError(`The case ${running.id} uses the server without needing the capability connect`);
      return server;
    },
    signal: over.signal,
    connect: (url, init) => open("connect", url, init),
    reconnect: (url, init) => open("reconnect", url, init),
    async collect(connection) {
      const events: SubjectEvent[] = [];
      for await (const event of connection) events.push(event);
      return events;
    },
    async failure(connection) {
      const events: SubjectEvent[] = [];
      try {
        for await (const event of await connection) events.push(event);
      } catch (error) {
        return error;
      }
      throw new ConformanceFailure("the stream fails with an error", {
        expected: "an error",
        got: `${events.length} events and a quiet end`,
      });
    },
    async within(promise, what, milliseconds = Math.max(0, deadline - performance.now())) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        const failure = new ConformanceFailure(what, { expected: what, got: `still waiting after ${Math.round(milliseconds)} ms` });
        timer = setTimeout(() => reject(failure), milliseconds);
      });
      try {
        return await Promise.race([promise, late]);
      } finally {
        clearTimeout(timer);
      }
    },
    equal(got, expected, what) {
      if (!same(got, expected)) throw new ConformanceFailure(what, { expected, got });
    },
    ok(condition, what, evidence) {
      if (!condition) throw new ConformanceFailure(what, evidence);
    },
    notRun(reason) {
      throw new NotRun(reason);
    },
    cleanup: (action) => void cleanups.push(action),
  };

  return {
    context,
    async end() {
      over.abort(new Error(`The case ${running.id} is over`));
      for (const cleanup of cleanups.reverse()) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const longEnough = new Promise<void>((resolve) => {
          timer = setTimeout(resolve, 1_000);
        });
        try {
          await Promise.race([cleanup(), longEnough]);
        } catch {
          // What a subject does when it is closed once more is for the closing cases to say.
        }
        clearTimeout(timer);
      }
    },
  };
}

/** A failure's evidence in words, each of them short. */
export function describeFailure(error: unknown): FailureReport {
  if (error instanceof ConformanceFailure) {
    const { expected, got, chunks } = error.evidence;
    return {
      message: shorten(error.message),
      ...("expected" in error.evidence && { expected: shorten(textOf(expected)) }),
      ...("got" in error.evidence && { got: shorten(textOf(got)) }),
      ...(chunks && { bytes: showBytes(chunks) }),
    };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return { message: shorten(`Unexpected ${render(error)}`), ...(stack && { stack: shorten(subjectStack(stack)) }) };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : render(value));
