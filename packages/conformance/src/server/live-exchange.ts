import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";
import { type Compressor, compressor } from "./compressor.ts";
import { Milestones } from "./milestones.ts";
import { headerValues, type RecordedRequest } from "./recorded-request.ts";
import type { BytesStep, Content, Framing, HeadStep, Step } from "./scenario.ts";
import type { Exchange } from "./scripted-server.ts";

/** A write that the operating system has not taken for this many milliseconds in a row says that the client has stopped reading. */
const stalledAfter = 250;

/** An exchange of a server in this process. */
export class LiveExchange implements Exchange {
  readonly request: RecordedRequest;
  readonly #socket: Socket;
  readonly #milestones = new Milestones();
  #closedBy: "client" | "server" | undefined;
  #failure: Error | undefined;

  /** Ends a `delay` with the connection: its timer would keep the process alive. */
  readonly #gone = new AbortController();
  #framing: Framing = "close";
  #compressor: Compressor | undefined;

  constructor(socket: Socket, request: RecordedRequest) {
    this.request = request;
    this.#socket = socket;
    socket.on("end", () => {
      this.#closedBy ??= "client";
      socket.destroy();
    });
    socket.on("close", () => {
      this.#closedBy ??= "client";
      this.#gone.abort();
      this.#milestones.reach("closed");
      this.#milestones.end("the connection closed");
    });
  }

  get milestones(): readonly string[] {
    return this.#milestones.names;
  }

  get closedBy(): "client" | "server" | undefined {
    return this.#closedBy;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  get bytesAccepted(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength;
  }

  reached(milestone: string): Promise<void> {
    return this.#milestones.reached(milestone);
  }

  get closed(): Promise<void> {
    return this.#milestones.reached("closed");
  }

  get stalled(): Promise<void> {
    return this.#milestones.reached("stalled");
  }

  /** @internal Settles when the last step is done or the connection has closed. */
  async play(steps: readonly Step[], released: (name: string) => Promise<void>): Promise<void> {
    try {
      for (const step of steps) {
        await this.#play(step, released);
        // A repetition stops when its client leaves, and what comes after it didn't happen.
        if (step.do === "repeat" && this.#socket.destroyed) return;
      }
    } catch (error) {
      if (this.#closedBy !== undefined || this.#socket.destroyed) return;
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#socket.resetAndDestroy();
    } finally {
      this.#compressor?.close();
    }
  }

  async #play(step: Step, released: (name: string) => Promise<void>): Promise<void> {
    switch (step.do) {
      case "head":
        return this.#write(this.#head(step));
      case "body":
        for (const piece of cut(step)) await this.#body(piece);
        return;
      case "raw":
        for (const piece of cut(step)) await this.#write(piece);
        return;
      case "echo":
        return this.#body(Buffer.from(`data: ${JSON.stringify(describe(this.request))}\n\n`));
      case "mark":
        return this.#milestones.reach(step.name);
      case "wait":
        this.#milestones.reach(step.for);
        return released(step.for);
      case "delay":
        await delay(step.milliseconds, undefined, { signal: this.#gone.signal });
        return;
      case "repeat":
        for (let time = 0; time < (step.times ?? Number.POSITIVE_INFINITY); time++) {
          for (const inner of step.steps) await this.#play(inner, released);
          if (this.#socket.destroyed) return;
          await turn();
        }
        return;
      case "end":
        return this.#end(step.trailers ?? {});
      case "close":
        return this.#finish();
      case "reset":
        this.#closedBy ??= "server";
        this.#socket.resetAndDestroy();
    }
  }

  #head({ status = 200, reason = STATUS_CODES[status] ?? "", version = "1.1", headers = {}, framing, coding }: HeadStep): Buffer {
    const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
    const interim = status < 200;
    const bodiless = interim || status === 204 || status === 304;
    if (!interim) {
      this.#framing = framing ?? (bodiless || version === "1.0" ? "close" : "chunked");
      if (coding !== undefined) {
        this.#compressor = compressor(coding);
        lines.push(`Content-Encoding: ${coding}`);
      }
      const has = (name: string): boolean => lines.some((line) => line.toLowerCase().startsWith(`${name}:`));
      if (!has("connection")) lines.push("Connection: close");
      // A browser's cache would answer the next case, and read ahead of this one.
      if (!has("cache-control")) lines.push("Cache-Control: no-store");
      if (headerValues(this.request, "origin").length > 0 && !has("access-control-allow-origin")) {
        lines.push("Access-Control-Allow-Origin: *", "Access-Control-Expose-Headers: *");
      }
      if (this.#framing === "chunked") lines.push("Transfer-Encoding: chunked");
      else if (this.#framing !== "close") lines.push(`Content-Length: ${this.#framing}`);
    }
    return Buffer.from(`HTTP/${version} ${status} ${reason}\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`);
  }

  async #body(content: Buffer): Promise<void> {
    const coded = this.#compressor === undefined ? content : await this.#compressor.write(content);
    await this.#write(this.#frame(coded));
  }

  #frame(content: Buffer): Buffer {
    // A chunk of no bytes would be the last one.
    if (this.#framing !== "chunked" || content.length === 0) return content;
    return Buffer.concat([Buffer.from(`${content.length.toString(16)}\r\n`), content, Buffer.from("\r\n")]);
  }

  async #end(trailers: Readonly<Record<string, string>>): Promise<void> {
    if (this.#compressor !== undefined) await this.#write(this.#frame(await this.#compressor.end()));
    if (this.#framing === "chunked") {
      const lines = Object.entries(trailers).map(([name, value]) => `${name}: ${value}\r\n`);
      await this.#write(Buffer.from(`0\r\n${lines.join("")}\r\n`));
    }
    await this.#finish();
  }

  async #finish(): Promise<void> {
    this.#closedBy ??= "server";
    this.#socket.end();
  }

  /** Settles when the operating system has taken the bytes, one turn of the event loop later, so that a client in this process can read them. */
  async #write(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    // Ticks rather than one timer: however long the process was busy, the socket is looked at between any two of them.
    let ticks = 0;
    const watch = setInterval(() => {
      ticks += 1;
      if (ticks === 10) this.#milestones.reach("stalled");
    }, stalledAfter / 10);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    } finally {
      clearInterval(watch);
    }
    await turn();
  }
}

/** A request as JSON: what the `echo` step and the control port send. */
export function describe(request: RecordedRequest): {
  method: string;
  target: string;
  headers: readonly (readonly [string, string])[];
  body: string;
} {
  const { method, target, headers, body } = request;
  return { method, target, headers, body: Buffer.from(body).toString("base64") };
}

function* cut({ times = 1, pieces, ...content }: BytesStep & Content): Generator<Buffer> {
  const once = content.base64 === undefined ? Buffer.from(content.text) : Buffer.from(content.base64, "base64");
  const all = times === 1 ? once : Buffer.alloc(once.length * times, once);
  if (pieces === undefined) yield all;
  else for (let at = 0; at < all.length; at += pieces) yield all.subarray(at, at + pieces);
}
