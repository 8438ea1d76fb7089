import type { SubjectEvent } from "../../src/subject.ts";
import { CorrectDecoder } from "./decoder.ts";

const unicodeLineEnds = "\u000b\u000c\u001c\u001d\u001e\u0085\u2028\u2029";

/** Decoders with one bug each, all of them seen in released packages. */
export const wrongDecoders: Record<string, new () => CorrectDecoder> = {
  "a CRLF that is cut in two is two line ends": class extends CorrectDecoder {
    protected override *lines(text: string): Generator<string> {
      this.afterCR = false;
      yield* super.lines(text);
    }
  },

  "a CR alone does not end a line": class extends CorrectDecoder {
    #rest: string[] = [];
    protected override *lines(text: string): Generator<string> {
      const lines = text.split("\n");
      for (const [i, line] of lines.entries()) {
        this.#rest.push(line);
        if (i === lines.length - 1) return;
        yield this.#rest.join("").replace(/\r$/, "");
        this.#rest = [];
      }
    }
  },

  "lines end where Unicode ends them": class extends CorrectDecoder {
    protected override *lines(text: string): Generator<string> {
      yield* super.lines([...text].map((character) => (unicodeLineEnds.includes(character) ? "\n" : character)).join(""));
    }
  },

  "a line that ends in CR waits for the next character": class extends CorrectDecoder {
    #held = "";
    protected override *lines(text: string): Generator<string> {
      const all = this.#held + text;
      this.#held = all.endsWith("\r") ? "\r" : "";
      yield* super.lines(this.#held ? all.slice(0, -1) : all);
    }
    flush(): SubjectEvent[] {
      return [...super.lines(this.#held)].flatMap((line) => this.line(line) ?? []);
    }
  },

  "the unfinished event is dispatched at the end": class extends CorrectDecoder {
    flush(): SubjectEvent[] {
      return [this.dispatch() ?? []].flat();
    }
  },

  "an event comes with the chunk after it": class extends CorrectDecoder {
    #held: SubjectEvent[] = [];
    override decode(chunk: Uint8Array): SubjectEvent[] {
      const ready = this.#held;
      this.#held = super.decode(chunk);
      return ready;
    }
    flush(): SubjectEvent[] {
      return this.#held;
    }
  },

  "each chunk is decoded by itself": class extends CorrectDecoder {
    #first = true;
    protected override text(chunk: Uint8Array): string {
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(chunk);
      if (!this.#first || chunk.length === 0) return text;
      this.#first = false;
      return this.withoutMark(text);
    }
  },

  "bytes that are not UTF-8 throw": class extends CorrectDecoder {
    #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    #first = true;
    protected override text(chunk: Uint8Array): string {
      const text = this.#utf8.decode(chunk, { stream: true });
      if (!this.#first || text === "") return text;
      this.#first = false;
      return this.withoutMark(text);
    }
  },

  "no byte order mark is stripped": class extends CorrectDecoder {
    protected override withoutMark(text: string): string {
      return text;
    }
  },

  "two byte order marks are stripped, by the text decoder and by the parser": class extends CorrectDecoder {
    #stripped = 0;
    #begun = false;
    protected override text(chunk: Uint8Array): string {
      let text = super.text(chunk);
      if (this.#begun || text === "") return text;
      if (text.startsWith("\ufeff") && this.#stripped++ === 0) text = text.slice(1);
      if (text !== "") this.#begun = true;
      return text;
    }
  },

  "an event with empty data is dropped": class extends CorrectDecoder {
    protected override event(type: string, data: readonly string[]): SubjectEvent | undefined {
      return data.join("\n") === "" ? undefined : super.event(type, data);
    }
  },

  "only the last data line counts": class extends CorrectDecoder {
    protected override event(type: string, data: readonly string[]): SubjectEvent | undefined {
      return super.event(type, data.slice(-1));
    }
  },

  "an empty data line is not joined to what follows": class extends CorrectDecoder {
    protected override event(type: string, data: readonly string[]): SubjectEvent | undefined {
      const event = super.event(type, data);
      // The idiom: data = data ? `${data}\n${value}` : value.
      return event && { ...event, data: data.reduce((joined, value) => (joined ? `${joined}\n${value}` : value), "") };
    }
  },

  "all white space around a value is stripped": class extends CorrectDecoder {
    protected override value(text: string): string {
      return text.trim();
    }
  },

  "[DONE] ends the stream": class extends CorrectDecoder {
    #done = false;
    protected override event(type: string, data: readonly string[]): SubjectEvent | undefined {
      const event = super.event(type, data);
      this.#done ||= event?.data === "[DONE]";
      return this.#done ? undefined : event;
    }
  },

  "a line is divided at its last colon": class extends CorrectDecoder {
    protected override line(line: string): SubjectEvent | undefined {
      const colon = line.lastIndexOf(":");
      if (line.startsWith(":") || colon <= 0) return super.line(line);
      this.field(line.slice(0, colon), this.value(line.slice(colon + 1)));
      return undefined;
    }
  },

  "a line without a colon is ignored": class extends CorrectDecoder {
    protected override line(line: string): SubjectEvent | undefined {
      return line === "" || line.includes(":") ? super.line(line) : undefined;
    }
  },

  "field names are compared without case": class extends CorrectDecoder {
    protected override field(name: string, value: string): void {
      super.field(name.toLowerCase(), value);
    }
  },

  "the event type outlives its event": class extends CorrectDecoder {
    protected override dispatch(): SubjectEvent | undefined {
      const { type } = this;
      const event = super.dispatch();
      this.type = type;
      return event;
    }
  },

  "the event type outlives a block without data": class extends CorrectDecoder {
    protected override dispatch(): SubjectEvent | undefined {
      const { type } = this;
      const event = super.dispatch();
      if (!event) this.type = type;
      return event;
    }
  },

  "an empty event field is ignored": class extends CorrectDecoder {
    protected override field(name: string, value: string): void {
      if (name !== "event" || value !== "") super.field(name, value);
    }
  },

  "the id is committed at its field": class extends CorrectDecoder {
    protected override setId(value: string): void {
      super.setId(value);
      this.lastEventId = this.id;
    }
  },

  "the id of a block without data is lost": class extends CorrectDecoder {
    protected override dispatch(): SubjectEvent | undefined {
      const before = this.lastEventId;
      const event = super.dispatch();
      if (!event) this.id = this.lastEventId = before;
      return event;
    }
  },

  "the id does not persist": class extends CorrectDecoder {
    protected override dispatch(): SubjectEvent | undefined {
      const event = super.dispatch();
      this.id = "";
      return event;
    }
  },

  "a blank line after an id dispatches": class extends CorrectDecoder {
    #sawId = false;
    protected override setId(value: string): void {
      super.setId(value);
      this.#sawId = true;
    }
    protected override dispatch(): SubjectEvent | undefined {
      const { type } = this;
      const event = super.dispatch() ?? (this.#sawId ? super.event(type, []) : undefined);
      this.#sawId = false;
      return event;
    }
  },

  "an empty id is ignored": class extends CorrectDecoder {
    protected override setId(value: string): void {
      if (value !== "") super.setId(value);
    }
  },

  "an id with U+0000 counts": class extends CorrectDecoder {
    protected override setId(value: string): void {
      this.id = value;
    }
  },

  "retry is read leniently": class extends CorrectDecoder {
    protected override setRetry(value: string): void {
      const milliseconds = Number.parseInt(value, 10);
      if (milliseconds >= 0) this.reconnectionTime = Math.min(milliseconds, Number.MAX_SAFE_INTEGER);
    }
  },

  "retry waits for the blank line": class extends CorrectDecoder {
    #retry: number | undefined;
    protected override setRetry(value: string): void {
      if (/^[0-9]+$/.test(value)) this.#retry = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
    }
    protected override dispatch(): SubjectEvent | undefined {
      this.reconnectionTime = this.#retry;
      return super.dispatch();
    }
  },

  "retry may become infinite": class extends CorrectDecoder {
    protected override setRetry(value: string): void {
      if (/^[0-9]+$/.test(value)) this.reconnectionTime = Number(value);
    }
  },

  "what is held is searched anew for every chunk": class extends CorrectDecoder {
    #held = "";
    protected override *lines(text: string): Generator<string> {
      this.#held += text;
      // Flat, as a regular expression needs it: the whole of what is held is copied and searched each time.
      const end = /[\r\n][^\r\n]*$/.exec(this.#held)?.index;
      if (end === undefined) return;
      const complete = this.#held.slice(0, end + 1);
      this.#held = this.#held.slice(end + 1);
      yield* super.lines(complete);
    }
  },
};
