import { ReferenceDecoder, type ReferenceEvent } from "@sse/reference";
import type { WrongDecoder } from "./subject.ts";

export const comments: Record<string, WrongDecoder> = {
  "a comment is a line of data": {
    Decoder: class extends ReferenceDecoder {
      override comment(text: string): void {
        this.setData(this.value(text));
      }
    },
    fails: `
      bom-then-comment comment-alone comment-empty comment-before-data comment-after-data comment-between-data-lines
      comment-that-looks-like-data comment-of-colons comment-with-crlf comment-with-cr comment-does-not-dispatch
      comment-without-blank-line comment-heartbeats comment-does-not-reset-the-type comment-with-null comment-invalid-utf-8
      comment-non-ascii comment-padding id-with-everything many-comments mixed-traffic`,
  },

  "a comment is looked at without its colon": {
    Decoder: class extends ReferenceDecoder {
      override comment(text: string): void {
        super.comment(text);
        const line = this.value(text);
        this.divide(line, line.indexOf(":"));
      }
    },
    fails: `comment-that-looks-like-data`,
  },

  "a comment begins a new block": {
    Decoder: class extends ReferenceDecoder {
      override comment(text: string): void {
        super.comment(text);
        this.data = [];
        this.type = "";
      }
    },
    fails: `
      comment-after-data comment-between-data-lines comment-does-not-reset-the-type id-with-everything`,
  },

  "a comment keeps the space before it": {
    Decoder: class extends ReferenceDecoder {
      override comment(text: string): void {
        this.options.onComment?.(text);
      }
    },
    fails: `
      bom-then-comment comment-alone comment-before-data comment-after-data comment-between-data-lines
      comment-that-looks-like-data comment-with-crlf comment-with-cr comment-does-not-dispatch comment-without-blank-line
      comment-heartbeats comment-does-not-reset-the-type comment-with-null comment-invalid-utf-8 comment-non-ascii
      comment-padding many-comments`,
  },

  "a comment without text is not reported": {
    Decoder: class extends ReferenceDecoder {
      override comment(text: string): void {
        if (text !== "") super.comment(text);
      }
    },
    fails: `comment-empty comment-heartbeats`,
  },

  "a comment has at most a kilobyte": {
    Decoder: class extends ReferenceDecoder {
      override comment(text: string): void {
        super.comment(text.slice(0, 1024));
      }
    },
    fails: `comment-padding`,
  },

  "a comment is reported in ASCII": {
    Decoder: class extends ReferenceDecoder {
      override comment(text: string): void {
        super.comment(text.replaceAll(/[^ -~]/gu, "?"));
      }
    },
    fails: `comment-with-null comment-invalid-utf-8 comment-non-ascii`,
  },

  "a comment may be indented": {
    Decoder: class extends ReferenceDecoder {
      override line(line: string): ReferenceEvent | undefined {
        return super.line(line.replace(/^ +:/, ":"));
      }
    },
    fails: `space-before-colon-is-no-comment`,
  },

  "a blank line after a comment dispatches": {
    Decoder: class extends ReferenceDecoder {
      #commented = false;
      override comment(text: string): void {
        super.comment(text);
        this.#commented = true;
      }
      override dispatch(): ReferenceEvent | undefined {
        const event = super.dispatch() ?? (this.#commented ? super.event("", []) : undefined);
        this.#commented = false;
        return event;
      }
    },
    fails: `
      comment-alone comment-empty comment-does-not-dispatch comment-heartbeats comment-padding many-comments`,
  },

  "the stream ends after a thousand lines without an event": {
    Decoder: class extends ReferenceDecoder {
      #lines = 0;
      override line(line: string): ReferenceEvent | undefined {
        if (++this.#lines > 999) return undefined;
        const event = super.line(line);
        if (event || line.startsWith("data")) this.#lines = 0;
        return event;
      }
    },
    fails: `many-comments many-blank-lines`,
  },
};
