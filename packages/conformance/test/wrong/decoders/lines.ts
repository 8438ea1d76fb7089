import { ReferenceDecoder, type ReferenceEvent } from "@sse/reference";
import type { WrongDecoder } from "./subject.ts";

const unicodeLineEnds = "\u000b\u000c\u001c\u001d\u001e\u0085\u2028\u2029";

/** Cuts the text at one kind of line end only. */
abstract class OneLineEndDecoder extends ReferenceDecoder {
  abstract readonly lineEnd: string;
  #held = "";

  override *lines(text: string): Generator<string> {
    const lines = (this.#held + text).split(this.lineEnd);
    this.#held = lines.pop() ?? "";
    for (const line of lines) yield this.cleaned(line);
  }

  cleaned(line: string): string {
    return line;
  }
}

export const lines: Record<string, WrongDecoder> = {
  "a CRLF that is cut in two is two line ends": {
    Decoder: class extends ReferenceDecoder {
      override *lines(text: string): Generator<string> {
        this.afterCR = false;
        yield* super.lines(text);
      }
    },
    fails: `
      cr-lf-is-one-line-end cr-lf-does-not-split-an-event mixed-within-one-event lines-of-crlf-are-joined-by-lf
      event-without-blank-line-crlf many-data-lines-crlf`,
  },

  "a CR alone does not end a line": {
    Decoder: class extends OneLineEndDecoder {
      override readonly lineEnd = "\n";
      override cleaned(line: string): string {
        return line.replace(/\r$/, "");
      }
    },
    fails: `
      bom-then-cr cr-cr lf-cr crlf-cr cr-crlf cr-between-data-lines mixed-within-one-event mixed-from-event-to-event
      cr-blank-line-then-lf leading-cr several-blank-lines-cr comment-with-cr finished-by-cr finished-by-lone-cr
      utf-8-truncated-by-cr dispatched-at-cr dispatched-between-cr-and-lf`,
  },

  "the CR of a CRLF belongs to the line": {
    Decoder: class extends OneLineEndDecoder {
      override readonly lineEnd = "\n";
    },
    fails: `
      bom-then-cr cr-cr crlf-crlf lf-cr lf-crlf crlf-lf crlf-cr cr-crlf cr-lf-does-not-split-an-event cr-between-data-lines
      mixed-within-one-event mixed-from-event-to-event blank-line-crlf-then-event cr-blank-line-then-lf lf-cr-lf leading-crlf
      leading-cr several-blank-lines-crlf several-blank-lines-cr comment-with-crlf comment-with-cr
      lines-of-crlf-are-joined-by-lf retry-with-crlf finished-by-cr finished-by-lone-cr utf-8-before-a-line-end
      utf-8-truncated-by-cr many-data-lines-crlf many-blank-lines mixed-traffic dispatched-at-the-blank-line-crlf
      dispatched-at-cr dispatched-between-cr-and-lf`,
  },

  "an event ends at two line feeds and nothing else": {
    Decoder: class extends OneLineEndDecoder {
      override readonly lineEnd = "\n\n";
      override *lines(text: string): Generator<string> {
        for (const block of super.lines(text)) yield* [...block.split(/\r\n|\r|\n/), ""];
      }
    },
    fails: `
      bom-then-cr cr-cr crlf-crlf lf-cr lf-crlf crlf-cr cr-crlf cr-lf-does-not-split-an-event cr-between-data-lines
      mixed-within-one-event mixed-from-event-to-event blank-line-crlf-then-event cr-blank-line-then-lf lf-cr-lf leading-crlf
      leading-cr several-blank-lines-crlf several-blank-lines-cr comment-with-crlf comment-with-cr
      lines-of-crlf-are-joined-by-lf retry-counts-at-its-line retry-in-an-unfinished-event retry-with-crlf finished-by-cr
      finished-by-lone-cr utf-8-before-a-line-end utf-8-truncated-by-cr many-data-lines-crlf mixed-traffic
      dispatched-at-the-blank-line-crlf dispatched-at-cr dispatched-between-cr-and-lf`,
  },

  "the first line end says what ends the lines of the stream": {
    Decoder: class extends ReferenceDecoder {
      #found: string | undefined;
      #held = "";
      override *lines(text: string): Generator<string> {
        this.#held += text;
        // A CR at the end of what has come may be half of a CRLF.
        this.#found ??= /\r\n|\r(?=[\s\S])|\n/.exec(this.#held)?.[0];
        if (this.#found === undefined) return;
        const lines = this.#held.split(this.#found);
        this.#held = lines.pop() ?? "";
        yield* lines;
      }
    },
    fails: `
      lf-cr lf-crlf crlf-lf crlf-cr mixed-within-one-event mixed-from-event-to-event cr-blank-line-then-lf lf-cr-lf
      finished-by-cr utf-8-before-a-line-end many-blank-lines mixed-traffic dispatched-between-cr-and-lf`,
  },

  "lines end where Unicode ends them": {
    Decoder: class extends ReferenceDecoder {
      override *lines(text: string): Generator<string> {
        yield* super.lines([...text].map((character) => (unicodeLineEnds.includes(character) ? "\n" : character)).join(""));
      }
    },
    fails: `
      line-separator paragraph-separator next-line vertical-tab form-feed information-separators
      line-separator-alone-on-a-line vertical-tab-is-not-stripped`,
  },

  "a backslash and an n are a line end": {
    Decoder: class extends ReferenceDecoder {
      override value(text: string): string {
        return super.value(text).replaceAll("\\n", "\n");
      }
    },
    fails: `escaped-line-end json backslashes`,
  },

  "a line that ends in CR waits for the next character": {
    Decoder: class extends ReferenceDecoder {
      #held = "";
      override *lines(text: string): Generator<string> {
        const all = this.#held + text;
        this.#held = all.endsWith("\r") ? "\r" : "";
        yield* super.lines(this.#held ? all.slice(0, -1) : all);
      }
      flush(): ReferenceEvent[] {
        return [...super.lines(this.#held)].flatMap((line) => this.line(line) ?? []);
      }
    },
    fails: `dispatched-at-cr dispatched-between-cr-and-lf`,
  },

  "a line has at most 4,000 characters": {
    Decoder: class extends ReferenceDecoder {
      override take(piece: string): string {
        return super.take(piece).slice(0, 4_000);
      }
    },
    fails: `long-line long-line-of-several-bytes long-type long-id`,
  },
};
