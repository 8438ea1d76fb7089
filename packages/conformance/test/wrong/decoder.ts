import type { PushDecoder, Subject, SubjectEvent } from "../../src/subject.ts";

/**
 * A correct decoder in steps that can be got wrong one at a time: each wrong subject overrides one of them. It is plain rather than fast.
 */
export class CorrectDecoder implements PushDecoder {
  lastEventId = "";
  reconnectionTime: number | undefined;
  protected data: string[] = [];
  protected type = "";
  protected id = "";
  #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  #atStart = true;
  #rest: string[] = [];
  protected afterCR = false;

  decode(chunk: Uint8Array): SubjectEvent[] {
    const events: SubjectEvent[] = [];
    for (const line of this.lines(this.text(chunk))) {
      const event = this.line(line);
      if (event) events.push(event);
    }
    return events;
  }

  /** The chunk's text, without the stream's byte order mark. */
  protected text(chunk: Uint8Array): string {
    const text = this.#utf8.decode(chunk, { stream: true });
    if (!this.#atStart || text === "") return text;
    this.#atStart = false;
    return this.withoutMark(text);
  }

  /** The beginning of the stream without the byte order mark. */
  protected withoutMark(text: string): string {
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  }

  /** The lines that the text completes. */
  protected *lines(text: string): Generator<string> {
    let start = 0;
    for (let end = this.#lineEnd(text, start); end !== -1; end = this.#lineEnd(text, start)) {
      if (this.afterCR && end === start && text[end] === "\n" && this.#rest.length === 0) this.afterCR = false;
      else {
        yield this.#rest.join("") + text.slice(start, end);
        this.#rest = [];
        this.afterCR = text[end] === "\r";
      }
      start = end + 1;
    }
    if (start < text.length) {
      this.#rest.push(text.slice(start));
      this.afterCR = false;
    }
  }

  #lineEnd(text: string, from: number): number {
    for (let i = from; i < text.length; i++) if (text[i] === "\n" || text[i] === "\r") return i;
    return -1;
  }

  /** One line, without its end. */
  protected line(line: string): SubjectEvent | undefined {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    if (colon === -1) this.field(line, "");
    else if (colon > 0) this.field(line.slice(0, colon), this.value(line.slice(colon + 1)));
    return undefined;
  }

  /** What follows the colon, less one space. */
  protected value(text: string): string {
    return text.startsWith(" ") ? text.slice(1) : text;
  }

  protected field(name: string, value: string): void {
    if (name === "data") this.data.push(value);
    else if (name === "event") this.type = value;
    else if (name === "id") this.setId(value);
    else if (name === "retry") this.setRetry(value);
  }

  protected setId(value: string): void {
    if (!value.includes("\0")) this.id = value;
  }

  protected setRetry(value: string): void {
    if (/^[0-9]+$/.test(value)) this.reconnectionTime = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
  }

  /** A blank line: the event, if there is one, and everything back to its beginning. */
  protected dispatch(): SubjectEvent | undefined {
    this.lastEventId = this.id;
    const { data, type } = this;
    this.data = [];
    this.type = "";
    return data.length === 0 ? undefined : this.event(type, data);
  }

  protected event(type: string, data: readonly string[]): SubjectEvent | undefined {
    return { event: type || "message", data: data.join("\n"), id: this.lastEventId };
  }
}

/** A class of decoders as a subject. */
export const subjectOf = (name: string, decoder: new () => PushDecoder): Subject => ({
  name,
  version: "0",
  capabilities: ["event-type", "event-id", "last-event-id", "reconnection-time"],
  decode: () => new decoder(),
});
