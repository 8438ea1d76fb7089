import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { ConnectInit, Connection, Subject } from "../subject.ts";
import { type Answer, DrivenConnection } from "./driven-connection.ts";
import { LoadError, subjectFrom } from "./load.ts";

/** Milliseconds for a driver to introduce itself: compilers and package managers may run first. */
const longestStart = 120_000;

/**
 * Starts a program that speaks the driver protocol, and makes a subject of it: `docs/drivers.md` describes the protocol. A program that ends fails the
 * cases that were running, and is started again for the next one.
 *
 * @param command - a line for the shell
 * @throws LoadError when the program doesn't introduce itself.
 */
export async function startDriver(command: string): Promise<Subject> {
  let driver = new Driver(command);
  const { methods, ...introduction } = await driver.introduction;
  if (!Array.isArray(methods)) throw new LoadError(`${command}: expected "methods" in its first line, an array of connect and reconnect`);
  const open =
    (method: string) =>
    async (url: string, init: ConnectInit): Promise<Connection> => {
      if (driver.hasEnded) driver = new Driver(command);
      const running = driver;
      await running.introduction;
      return running.open(method, url, init);
    };
  return subjectFrom({ ...introduction, ...Object.fromEntries(methods.map((method) => [method, open(String(method))])) }, command);
}

/** One process of the program. */
class Driver {
  readonly introduction: Promise<Record<string, unknown>>;
  hasEnded = false;
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
        const introduction = objectIn(line);
        if (introduction) resolve(introduction);
        else reject(new LoadError(`${command}: expected JSON in its first line, got ${JSON.stringify(line.slice(0, 200))}`));
      };
      let introduced = false;
      onLine(stdout, (line) => {
        if (introduced) this.#hear(line);
        else introduce(line);
        introduced = true;
      });
      this.#child.once("close", (code, signal) => {
        clearTimeout(timer);
        this.hasEnded = true;
        const ended = new Error(`the driver ended with ${signal ?? `status ${code}`}`);
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
    const answer: Partial<Answer> | undefined = objectIn(line);
    if (answer?.id === undefined) process.stderr.write(`the driver said: ${line}\n`);
    else this.#connections.get(answer.id)?.hear({ ...answer, id: answer.id });
  }
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

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}
