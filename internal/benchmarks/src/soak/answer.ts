import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import type { Exchange } from "./exchange.ts";
import type { Log } from "./log.ts";
import { type Answer, MAX_DELAY, type Plan, type StreamPlan } from "./plan.ts";
import type { ServerEnd } from "./reports.ts";
import { type Below, block, interlude, pieces, withLineEnds } from "./wire.ts";

/** What the server is about to do to an exchange, so that whoever sees its end knows whose it was. */
export type Intent = Pick<ServerEnd, "what" | "kind" | "retryAfter">;

/** One request of a consumer, and how it is answered. */
export interface Task {
  readonly exchange: Exchange;
  readonly log: Log;
  /** The first number to send. */
  readonly from: number;
  readonly below: Below;
  /** Says what comes next. */
  intend(intent: Intent): void;
}

/** Answers one request as planned, unless the consumer leaves before. */
export async function answer(task: Task, { delay, answer }: Plan): Promise<void> {
  const { exchange } = task;
  if (delay > 0) await pause(delay);
  if (!exchange.isOpen) return;
  switch (answer.kind) {
    case "no response":
      task.intend({ what: `${answer.by} ${answer.cut}`, kind: "drop" });
      if (answer.cut === "inside the headers") await exchange.cutHead(task.below(100) / 100, answer.by);
      else exchange.drop(answer.by);
      return;
    case "mute":
      task.intend({ what: "no headers", kind: "left" });
      await exchange.over;
      return;
    case "refusal":
      await refuse(task, answer);
      return;
    case "stream":
      await new EventStream(task, answer).send();
  }
}

/** 204: every number was processed. */
export async function answerDone({ exchange, intend }: Task): Promise<void> {
  intend({ what: "204", kind: "done" });
  await exchange.head(204, ["connection: close"]);
  await exchange.end({ keepAlive: false });
}

async function refuse({ exchange, intend }: Task, { status, retryAfter, body }: Answer & { kind: "refusal" }): Promise<void> {
  const headers = ["content-type: text/plain"];
  // A date has whole seconds, and so has the response's own date, which it is read by.
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  if (retryAfter) {
    const value = retryAfter.as === "date" ? new Date(now + retryAfter.seconds * 1_000).toUTCString() : retryAfter.seconds;
    headers.push(`retry-after: ${value}`);
  }
  intend({
    what: `${status}${retryAfter ? `, Retry-After as ${retryAfter.as}` : ""}`,
    kind: "refusal",
    // A consumer waits less for more than its longest delay, so that the last fifth is left to chance.
    ...(retryAfter && { retryAfter: { wait: Math.min(retryAfter.seconds * 1_000, MAX_DELAY * 0.8), sent: performance.now() } }),
  });
  const text = Buffer.from(`busy: ${status} é\n`);
  if (body === "chunked" || body === "endless") await exchange.head(status, headers, { chunked: true });
  else await exchange.head(status, [...headers, `content-length: ${body === "none" ? 0 : text.length}`]);
  if (body !== "none") await exchange.write(text);
  while (body === "endless" && exchange.isOpen) {
    await pause(50);
    await exchange.write(text);
  }
  await exchange.end();
}

/** Where the body ends with the connection, a FIN is its end. undici, and `fetch` over it, takes a RST for the same. */
const DROPS_UNTIL_CLOSE = { FIN: "quiet", reset: "quiet or drop" } as const;

/** Numbers as an event stream, from the one that was asked for. */
class EventStream {
  readonly #task: Task;
  readonly #plan: StreamPlan;
  #next: number;

  constructor(task: Task, plan: StreamPlan) {
    this.#task = task;
    this.#plan = plan;
    this.#next = task.from;
  }

  async send(): Promise<void> {
    const { exchange, log, below } = this.#task;
    const { gzip, framing, keepAlive, byteOrderMark, count, batch, pause: between, lull } = this.#plan;
    const chunked = framing === "chunked";
    const headers = ["content-type: text/event-stream", "cache-control: no-store"];
    if (gzip) headers.push("content-encoding: gzip");
    if (!chunked || !keepAlive) headers.push("connection: close");
    this.#task.intend({ what: "left by the consumer", kind: "left" });
    await exchange.head(200, headers, { gzip, chunked });
    if (byteOrderMark) await exchange.write(Buffer.from("\ufeff"));
    const end = this.#next + count;
    while (exchange.isOpen && this.#next < Math.min(end, log.last + 1)) {
      const upTo = Math.min(this.#next + 1 + below(batch), end, log.last + 1);
      let text = "";
      while (this.#next < upTo) text += this.#blockOf(this.#next++);
      await this.#write(text);
      if (between > 0) await pause(between);
    }
    if (exchange.isOpen && !log.isFinishing) await this.#lull(lull);
    if (exchange.isOpen) await this.#end();
  }

  #blockOf(number: number): string {
    const { log, below } = this.#task;
    const { lineEnds } = this.#plan;
    const before = withLineEnds(interlude(below, number), lineEnds, below);
    return before + withLineEnds(block(log.issue(number), below), lineEnds, below);
  }

  async #write(text: string): Promise<void> {
    const { exchange, below } = this.#task;
    const parts = pieces(Buffer.from(text), this.#plan.cuts, below);
    for (const [index, part] of parts.entries()) {
      if (index > 0 && index < 30) await nextTurn(); // so that it comes as a packet of its own
      await exchange.write(part);
    }
  }

  /** Longer than the idle timeout, but not silent. */
  async #lull(lull: StreamPlan["lull"]): Promise<void> {
    const { exchange, log } = this.#task;
    if (lull === "heartbeats") {
      for (let beat = 0; beat < 6 && exchange.isOpen; beat++) {
        await pause(250);
        await exchange.write(Buffer.from(": heartbeat\n"));
      }
    }
    if (lull === "trickle" && this.#next <= log.last) {
      const bytes = Buffer.from(this.#blockOf(this.#next++));
      const size = Math.ceil(bytes.length / 12);
      for (let at = 0; at < bytes.length && exchange.isOpen; at += size) {
        await pause(110);
        await exchange.write(bytes.subarray(at, at + size));
      }
    }
  }

  async #end(): Promise<void> {
    const { exchange, log, below, intend } = this.#task;
    const { framing, gzip } = this.#plan;
    const end = log.isFinishing ? ({ kind: "quiet", inside: "nothing" } as const) : this.#plan.end;
    if (end.kind === "silence") {
      intend({ what: "silence", kind: "left" });
      await exchange.over;
      return;
    }
    const where = end.inside === "nothing" ? "" : ` inside ${end.inside}`;
    const bytes = where ? this.#someOf(this.#next) : undefined;
    if (bytes && end.inside === "an event") await exchange.write(bytes);
    if (bytes && end.inside === "an HTTP chunk") await exchange.writeCutChunk(bytes);
    if (!exchange.isOpen) return;
    const keepAlive = framing === "chunked" && this.#plan.keepAlive;
    if (end.kind === "quiet") {
      const trailed = below(2) === 0;
      intend({ what: `quiet end${where}${gzip && !trailed ? " without gzip's trailer" : ""}`, kind: "quiet" });
      await exchange.end({ trailed, keepAlive });
    } else {
      intend({ what: `${end.by}${where}`, kind: framing === "chunked" ? "drop" : DROPS_UNTIL_CLOSE[end.by] });
      exchange.drop(end.by);
    }
  }

  /** The beginning of an item, up to any of its bytes. */
  #someOf(number: number): Uint8Array {
    const bytes = Buffer.from(this.#blockOf(number));
    return bytes.subarray(0, 1 + this.#task.below(bytes.length - 1));
  }
}
