import { ReferenceDecoder, type ReferenceEvent } from "@sse/reference";
import type { WrongDecoder } from "./subject.ts";

/** A decoder that keeps every byte order mark, for those that make something of it later. */
class MarkKeepingDecoder extends ReferenceDecoder {
  override withoutMark(text: string): string {
    return text;
  }
}

/** From bytes to text. */
export const text: Record<string, WrongDecoder> = {
  "each chunk is decoded by itself": {
    Decoder: class extends ReferenceDecoder {
      override text(chunk: Uint8Array): string {
        const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(chunk);
        if (!this.atStart || chunk.length === 0) return text;
        this.atStart = false;
        return this.withoutMark(text);
      }
    },
    fails: `
      bom-is-stripped bom-then-comment bom-then-event-type bom-then-id bom-in-data bom-at-the-start-of-data
      bom-before-the-space bom-at-the-end-of-data bom-in-every-event line-separator paragraph-separator next-line
      comment-non-ascii no-break-space-is-not-stripped ideographic-space-is-not-stripped type-non-ascii id-latin-1
      id-beyond-latin-1 utf-8-two-bytes utf-8-three-bytes utf-8-four-bytes utf-8-run utf-8-joined-emoji utf-8-combining
      utf-8-right-to-left utf-8-before-a-line-end utf-8-in-the-type utf-8-first-of-two-bytes utf-8-first-of-three-bytes
      utf-8-first-of-four-bytes utf-8-last utf-8-noncharacters utf-8-replacement-character utf-8-before-surrogates
      utf-8-after-surrogates utf-8-two-of-three utf-8-two-of-four utf-8-three-of-four utf-8-truncated-then-valid
      utf-8-truncated-twice utf-8-truncated-by-a-line-end utf-8-truncated-by-cr utf-8-invalid-then-sound
      long-line-of-several-bytes mixed-traffic`,
  },

  "bytes are read as Latin-1": {
    Decoder: class extends ReferenceDecoder {
      override text(chunk: Uint8Array): string {
        const text = Buffer.from(chunk).toString("latin1");
        if (!this.atStart || text === "") return text;
        this.atStart = false;
        return text.startsWith("\xef\xbb\xbf") ? text.slice(3) : text;
      }
    },
    fails: `
      bom-is-stripped bom-then-comment bom-then-event-type bom-then-id bom-in-data bom-at-the-start-of-data
      bom-before-the-space bom-at-the-end-of-data bom-in-every-event line-separator paragraph-separator next-line
      comment-invalid-utf-8 comment-non-ascii no-break-space-is-not-stripped ideographic-space-is-not-stripped type-non-ascii
      id-latin-1 id-beyond-latin-1 id-invalid-utf-8 utf-8-two-bytes utf-8-three-bytes utf-8-four-bytes utf-8-run
      utf-8-joined-emoji utf-8-combining utf-8-right-to-left utf-8-before-a-line-end utf-8-in-the-type
      utf-8-first-of-two-bytes utf-8-first-of-three-bytes utf-8-first-of-four-bytes utf-8-last utf-8-noncharacters
      utf-8-replacement-character utf-8-before-surrogates utf-8-after-surrogates utf-8-invalid-byte utf-8-two-invalid-bytes
      utf-8-lone-continuation utf-8-four-continuations utf-8-lead-of-two-alone utf-8-lead-of-three-alone utf-8-two-of-three
      utf-8-two-of-four utf-8-three-of-four utf-8-truncated-then-valid utf-8-truncated-twice utf-8-overlong-two
      utf-8-overlong-line-feed utf-8-overlong-three utf-8-overlong-four utf-8-surrogate utf-8-surrogate-pair utf-8-too-large
      utf-8-five-bytes utf-8-latin-1 utf-8-truncated-by-a-line-end utf-8-truncated-by-cr utf-8-truncated-by-the-blank-line
      utf-8-invalid-after-the-colon utf-8-invalid-in-the-type utf-8-invalid-then-sound long-line-of-several-bytes
      many-invalid-bytes mixed-traffic`,
  },

  "bytes that are not UTF-8 throw": {
    Decoder: class extends ReferenceDecoder {
      readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      override text(chunk: Uint8Array): string {
        const text = this.#utf8.decode(chunk, { stream: true });
        if (!this.atStart || text === "") return text;
        this.atStart = false;
        return this.withoutMark(text);
      }
    },
    fails: `
      half-a-bom utf-16-bom comment-invalid-utf-8 id-invalid-utf-8 utf-8-invalid-byte utf-8-two-invalid-bytes
      utf-8-lone-continuation utf-8-four-continuations utf-8-lead-of-two-alone utf-8-lead-of-three-alone utf-8-two-of-three
      utf-8-two-of-four utf-8-three-of-four utf-8-truncated-then-valid utf-8-truncated-twice utf-8-overlong-two
      utf-8-overlong-line-feed utf-8-overlong-three utf-8-overlong-four utf-8-surrogate utf-8-surrogate-pair utf-8-too-large
      utf-8-five-bytes utf-8-latin-1 utf-8-truncated-by-a-line-end utf-8-truncated-by-cr utf-8-truncated-by-the-blank-line
      utf-8-truncated-by-the-colon utf-8-invalid-at-the-start-of-a-line utf-8-invalid-after-the-colon
      utf-8-invalid-alone-on-a-line utf-8-invalid-in-the-type utf-8-invalid-then-sound many-invalid-bytes`,
  },

  "bytes that are not UTF-8 are left out": {
    Decoder: class extends ReferenceDecoder {
      override text(chunk: Uint8Array): string {
        return super.text(chunk).replaceAll("\ufffd", "");
      }
    },
    fails: `
      half-a-bom utf-16-bom comment-invalid-utf-8 id-invalid-utf-8 utf-8-replacement-character utf-8-invalid-byte
      utf-8-two-invalid-bytes utf-8-lone-continuation utf-8-four-continuations utf-8-lead-of-two-alone
      utf-8-lead-of-three-alone utf-8-two-of-three utf-8-two-of-four utf-8-three-of-four utf-8-truncated-then-valid
      utf-8-truncated-twice utf-8-overlong-two utf-8-overlong-line-feed utf-8-overlong-three utf-8-overlong-four
      utf-8-surrogate utf-8-surrogate-pair utf-8-too-large utf-8-five-bytes utf-8-latin-1 utf-8-truncated-by-a-line-end
      utf-8-truncated-by-cr utf-8-truncated-by-the-blank-line utf-8-truncated-by-the-colon
      utf-8-invalid-at-the-start-of-a-line utf-8-invalid-after-the-colon utf-8-invalid-alone-on-a-line
      utf-8-invalid-in-the-type utf-8-invalid-then-sound many-invalid-bytes`,
  },

  "U+0000 ends a line": {
    Decoder: class extends ReferenceDecoder {
      override line(line: string): ReferenceEvent | undefined {
        return super.line(line.replace(/\0.*$/su, ""));
      }
    },
    fails: `
      comment-with-null name-with-trailing-null type-with-null id-with-null id-with-null-at-the-end
      id-with-null-keeps-the-last id-with-null-keeps-that-of-its-block retry-null utf-8-null`,
  },

  "U+0000 is left out": {
    Decoder: class extends ReferenceDecoder {
      override text(chunk: Uint8Array): string {
        return super.text(chunk).replaceAll("\0", "");
      }
    },
    fails: `
      comment-with-null name-with-null name-with-trailing-null type-with-null id-with-null id-with-null-at-the-start
      id-with-null-at-the-end id-with-null-keeps-the-last id-with-null-keeps-that-of-its-block retry-null utf-8-null`,
  },

  "control characters are left out": {
    Decoder: class extends ReferenceDecoder {
      override text(chunk: Uint8Array): string {
        return super.text(chunk).replaceAll(/(?![\t\n\r\0])\p{Cc}/gu, "");
      }
    },
    fails: `
      next-line vertical-tab form-feed information-separators vertical-tab-is-not-stripped control-characters
      utf-8-first-of-two-bytes`,
  },

  "text is normalised": {
    Decoder: class extends ReferenceDecoder {
      override line(line: string): ReferenceEvent | undefined {
        return super.line(line.normalize("NFKC").replaceAll("\u200b", ""));
      }
    },
    fails: `
      no-break-space-is-not-stripped ideographic-space-is-not-stripped name-with-zero-width-space full-width-name
      full-width-colon id-beyond-latin-1 retry-full-width-digits utf-8-combining`,
  },

  "no byte order mark is stripped": {
    Decoder: MarkKeepingDecoder,
    fails: `
      bom-is-stripped bom-then-comment bom-then-event-type bom-then-id bom-in-every-event`,
  },

  "no byte order mark is stripped, and what is no field is data": {
    Decoder: class extends MarkKeepingDecoder {
      override divide(line: string, colon: number): void {
        if (colon === -1 && !["data", "event", "id", "retry"].includes(line)) this.setData(line);
        else super.divide(line, colon);
      }
    },
    fails: `
      bom-is-stripped bom-then-comment bom-then-blank-line bom-then-cr bom-then-event-type bom-then-id
      bom-alone-on-a-later-line bom-in-every-event line-separator-alone-on-a-line space-alone-on-a-line tab-alone-on-a-line
      unknown-field-without-colon name-with-suffix-and-no-colon name-with-equals-sign full-width-colon name-to-string
      utf-8-invalid-alone-on-a-line`,
  },

  "every byte order mark is stripped": {
    Decoder: class extends MarkKeepingDecoder {
      override text(chunk: Uint8Array): string {
        return super.text(chunk).replaceAll("\ufeff", "");
      }
    },
    fails: `
      two-boms two-boms-then-comment three-boms bom-in-the-second-line bom-in-the-second-event bom-after-a-blank-line
      bom-alone-on-a-later-line bom-in-data bom-at-the-start-of-data bom-before-the-space bom-at-the-end-of-data
      bom-in-every-event`,
  },

  "every line may begin with a byte order mark": {
    Decoder: class extends MarkKeepingDecoder {
      override line(line: string): ReferenceEvent | undefined {
        return super.line(line.startsWith("\ufeff") ? line.slice(1) : line);
      }
    },
    fails: `
      bom-in-the-second-line bom-in-the-second-event bom-after-a-blank-line bom-alone-on-a-later-line`,
  },

  "two byte order marks are stripped, by the text decoder and by the parser": {
    Decoder: class extends ReferenceDecoder {
      #stripped = 0;
      #begun = false;
      override text(chunk: Uint8Array): string {
        let text = super.text(chunk);
        if (this.#begun || text === "") return text;
        if (text.startsWith("\ufeff") && this.#stripped++ === 0) text = text.slice(1);
        if (text !== "") this.#begun = true;
        return text;
      }
    },
    fails: `two-boms two-boms-then-comment`,
  },
};
