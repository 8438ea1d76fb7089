import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { ConnectInit, Connection, Subject, SubjectEvent } from "../subject.ts";
import { LoadError, subjectFrom } from "./load.ts";

/** Milliseconds for a driver to introduce itself: compilers and package managers may run first. */
const longestStart = 120_000;

/** What a driver says of one connection; see `docs/drivers.md`. */
interface Answer {
  readonly id: number;
  readonly open?: { readonly status: number; readonly headers: Readonly<Record<string, string | readonly string[]>> };
  readonly event?: Partial<SubjectEvent>;
  readonly end?: boolean;
  readonly error?: string;
  readonly type?: string;
  readonly comment?: string;
  readonly lastEventId?: string;
  readonly reconnectionTime?: number | null;
}

/**
 * Starts a program that speaks the driver protocol, and makes a subject of it: `docs/drivers.md` describes the protocol.
 *
 * @param command - a line for the shell
 * @throws LoadError when the program doesn't introduce itself.
 */
export async function startCommand(command: string): Promise<Subject> {
  const driver = new Driver(command);
  const { methods, ...introduction } = await driver.introduction;
  if (!Array.isArray(methods)) throw new LoadError(`${command}: expected "methods" in its first line, an array of connect and reconnect`);
  const open =
    (method: string) =>
    (url: string, init: ConnectInit): Promise<Connection> =>
      driver.open(method, url, init);
  return subjectFrom({ ...introduction, ...Object.fromEntries(methods.map((method) => [method, open(String(method))])) }, command);
}

/** Not `node:readline`, which also ends a line at U+2028 and U+2029: JSON may hold both as they are. */
function onLine(stream: Readable | null, listener: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) listener(line);
  });
}

class Driver {
  readonly introduction: Promise<Record<string, unknown>>;
  readonly #child: ChildProcess;
  readonly #connections = new Map<number, DrivenConnection>();
  #lastId = 0;

  constructor(command: string) {
    this.#child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "inherit"] });
    const { stdin, stdout } = this.#child;
    // Whoever waits for an answer learns that the driver has ended.
    stdin?.on("error", () => {});
    this.introduction = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new LoadError(`${command} said nothing for ${longestStart / 1000} s`)), longestStart);
      const introduce = (line: string): void => {
        clearTimeout(timer);
        try {
          resolve(JSON.parse(line));
        } catch {
          reject(new LoadError(`${command}: expected JSON in its first line, got ${JSON.stringify(line.slice(0, 200))}`));
        }
      };
      let introduced = false;
      onLine(stdout, (line) => {
        if (introduced) this.#hear(line);
        else introduce(line);
        introduced = true;
      });
      this.#child.once("close", (code) => {
        clearTimeout(timer);
        const ended = new Error(`the driver ended with status ${code}`);
        reject(new LoadError(`${command}: ${ended.message}, without introducing itself`));
        for (const connection of this.#connections.values()) connection.break(ended);
      });
    });
  }

  async open(method: string, url: string, { signal, onComment, ...init }: ConnectInit): Promise<Connection> {
    signal?.throwIfAborted();
    const id = ++this.#lastId;
    const connection = new DrivenConnection(
      (what) => this.#say({ id, do: what }),
      signal,
      onComment,
      () => this.#connections.delete(id),
    );
    this.#connections.set(id, connection);
    if (this.#child.exitCode !== null) connection.break(new Error(`the driver ended with status ${this.#child.exitCode}`));
    const opened = connection.answer();
    this.#say({ id, do: method, url, method: "GET", ...init, ...(onComment && { comments: true }) });
    connection.opened(await opened);
    return connection;
  }

  #say(line: unknown): void {
    const json = JSON.stringify(line).replace(/[\u2028\u2029]/g, (character) => (character === "\u2028" ? "\\u2028" : "\\u2029"));
    this.#child.stdin?.write(`${json}\n`);
  }

  #hear(line: string): void {
    let answer: Answer;
    try {
      answer = JSON.parse(line);
    } catch {
      process.stderr.write(`the driver said: ${line}\n`);
      return;
    }
    this.#connections.get(answer.id)?.hear(answer);
  }
}

/** Whoever waits for an answer. */
interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

class DrivenConnection implements Connection {
  response: Connection["response"];
  lastEventId: string | undefined;
  reconnectionTime: number | undefined;
  readonly #say: (what: "next" | "close" | "abort") => void;
  readonly #signal: AbortSignal | undefined;
  readonly #onComment: ((comment: string) => void) | undefined;
  readonly #forget: () => void;
  readonly #waiting: Waiting[] = [];
  #broken: Error | undefined;
  /** The answer after which no other comes. */
  #last: Answer | undefined;
  #over = false;

  constructor(
    say: (what: "next" | "close" | "abort") => void,
    signal: AbortSignal | undefined,
    onComment: ((comment: string) => void) | undefined,
    forget: () => void,
  ) {
    this.#say = say;
    this.#signal = signal;
    this.#onComment = onComment;
    this.#forget = forget;
    signal?.addEventListener("abort", this.#abort, { once: true });
  }

  opened({ open }: Answer): void {
    if (open === undefined) return;
    const headers = new Map(Object.entries(open.headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(", ")]));
    this.response = { status: open.status, headers: { get: (name) => headers.get(name.toLowerCase()) ?? null } };
  }

  /** The next answer. A driver answers in the order of what it was asked. */
  async answer(): Promise<Answer> {
    if (this.#broken) throw this.#broken;
    const answer = this.#last ?? (await new Promise<Answer>((resolve, reject) => this.#waiting.push({ resolve, reject })));
    if (answer.end || answer.error === undefined) return answer;
    const closed = this.#over;
    this.#finish();
    if (closed) return { id: answer.id, end: true };
    // The reason itself can't cross the pipe.
    if (this.#signal?.aborted) throw this.#signal.reason;
    // What the driver tells is the client's own error.
    throw Object.assign(new Error(answer.error, { cause: answer.error }), { name: answer.type ?? "Error" });
  }

  hear(answer: Answer): void {
    if (answer.lastEventId !== undefined) this.lastEventId = answer.lastEventId;
    if (answer.reconnectionTime !== undefined) this.reconnectionTime = answer.reconnectionTime ?? undefined;
    if (answer.comment !== undefined) this.#onComment?.(answer.comment);
    else {
      // It may come before it is asked for: the stream has failed, or was aborted.
      if (answer.end || answer.error !== undefined) this.#last = answer;
      this.#waiting.shift()?.resolve(answer);
    }
  }

  break(error: Error): void {
    this.#broken = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  close(): void {
    if (this.#over) return;
    this.#say("close");
    this.#over = true;
    this.#signal?.removeEventListener("abort", this.#abort);
  }

  [Symbol.asyncIterator](): AsyncIterator<SubjectEvent> {
    return {
      next: async () => {
        if (this.#over) return { done: true, value: undefined };
        const answered = this.answer();
        if (this.#last === undefined) this.#say("next");
        const { event } = await answered;
        // It was closed meanwhile, for instance from a comment. The driver may have read on before it knew.
        if (this.#over) return { done: true, value: undefined };
        // Languages without absent values send empty ones.
        if (event) return { done: false, value: { event: event.event || "message", data: event.data ?? "", id: event.id ?? "" } };
        this.#finish();
        return { done: true, value: undefined };
      },
      return: async () => {
        this.close();
        return { done: true, value: undefined };
      },
    };
  }

  readonly #abort = (): void => this.#say("abort");

  #finish(): void {
    this.#over = true;
    this.#signal?.removeEventListener("abort", this.#abort);
    if (this.#waiting.length === 0) this.#forget();
  }
}
