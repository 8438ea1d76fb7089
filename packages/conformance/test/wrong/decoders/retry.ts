import { ReferenceDecoder, type ReferenceEvent } from "@sse/reference";
import type { DecoderClass, WrongDecoder } from "./subject.ts";

const finite = (milliseconds: number): number => Math.min(milliseconds, Number.MAX_SAFE_INTEGER);

/** A decoder that reads the reconnection time in another way; `undefined` ignores the field. */
const retryAs = (read: (value: string) => number | undefined): DecoderClass =>
  class extends ReferenceDecoder {
    override setRetry(value: string): void {
      const milliseconds = read(value);
      if (milliseconds !== undefined) this.reconnectionTime = milliseconds;
    }
  };

const digits = /^[0-9]+$/;
const whenDigits = (pattern: RegExp) => (value: string) => (pattern.test(value) ? finite(Number(value)) : undefined);

export const retry: Record<string, WrongDecoder> = {
  "retry is not read": {
    Decoder: retryAs(() => undefined),
    fails: `
      id-with-everything retry-is-set retry-without-data retry-counts-at-its-line retry-in-an-unfinished-event retry-last-wins
      retry-persists retry-zero retry-leading-zeros retry-without-space retry-beyond-32-bits retry-with-crlf retry-negative
      retry-plus-sign retry-decimal retry-decimal-zero retry-exponent retry-hexadecimal retry-trailing-letters
      retry-leading-letters retry-words retry-two-spaces retry-trailing-space retry-tab retry-inner-space retry-underscore
      retry-comma retry-full-width-digits retry-arabic-digits retry-null retry-empty retry-without-colon
      retry-does-not-end-an-event mixed-traffic retry-too-large-for-a-number`,
  },

  "retry is read as parseInt does": {
    Decoder: retryAs((value) => {
      const milliseconds = Number.parseInt(value, 10);
      return milliseconds >= 0 ? finite(milliseconds) : undefined;
    }),
    fails: `
      retry-plus-sign retry-decimal retry-decimal-zero retry-exponent retry-hexadecimal retry-trailing-letters
      retry-two-spaces retry-trailing-space retry-tab retry-inner-space retry-underscore retry-comma retry-null`,
  },

  "retry is read as Number does": {
    Decoder: retryAs((value) => (Number.isNaN(Number(value)) ? undefined : Number(value))),
    fails: `
      retry-negative retry-plus-sign retry-decimal retry-decimal-zero retry-exponent retry-hexadecimal retry-words
      retry-two-spaces retry-trailing-space retry-tab retry-empty retry-without-colon retry-too-large-for-a-number`,
  },

  "retry is read as Number does, whatever it is": {
    Decoder: retryAs((value) => finite(Number(value))),
    fails: `
      retry-negative retry-plus-sign retry-decimal retry-decimal-zero retry-exponent retry-hexadecimal retry-trailing-letters
      retry-leading-letters retry-words retry-two-spaces retry-trailing-space retry-tab retry-inner-space retry-underscore
      retry-comma retry-full-width-digits retry-arabic-digits retry-null retry-empty retry-without-colon
      retry-alone-without-value`,
  },

  "retry may have a sign": { Decoder: retryAs(whenDigits(/^[+-]?[0-9]+$/)), fails: `retry-negative retry-plus-sign` },

  "retry may have white space around it": {
    Decoder: retryAs((value) => whenDigits(digits)(value.trim())),
    fails: `retry-two-spaces retry-trailing-space retry-tab`,
  },

  "retry may have its digits grouped": {
    Decoder: retryAs((value) => whenDigits(digits)(value.replaceAll(/(?<=\d)[_, ](?=\d{3})/g, ""))),
    fails: `retry-inner-space retry-underscore retry-comma`,
  },

  "retry is the digits of the line": {
    Decoder: retryAs((value) => whenDigits(digits)(value.replaceAll(/[^0-9]/g, ""))),
    fails: `
      retry-negative retry-plus-sign retry-decimal retry-decimal-zero retry-exponent retry-hexadecimal retry-trailing-letters
      retry-leading-letters retry-two-spaces retry-trailing-space retry-tab retry-inner-space retry-underscore retry-comma
      retry-null`,
  },

  "retry may be in the digits of any script": {
    Decoder: retryAs((value) => (/^\p{Nd}+$/u.test(value) ? finite(Number(value.normalize("NFKC")) || 5) : undefined)),
    fails: `retry-zero retry-full-width-digits retry-arabic-digits`,
  },

  "retry with a leading zero is octal": {
    Decoder: retryAs((value) => (digits.test(value) ? finite(Number.parseInt(value, /^0\d/.test(value) ? 8 : 10)) : undefined)),
    fails: `retry-leading-zeros`,
  },

  "retry of 0 is ignored": { Decoder: retryAs((value) => whenDigits(digits)(value) || undefined), fails: `retry-zero` },

  "retry is kept in 32 bits": {
    Decoder: retryAs((value) => (digits.test(value) ? Number(value) >>> 0 : undefined)),
    fails: `retry-beyond-32-bits retry-too-large-for-a-number`,
  },

  "retry may become infinite": {
    Decoder: retryAs((value) => (digits.test(value) ? Number(value) : undefined)),
    fails: `retry-too-large-for-a-number`,
  },

  "retry needs a space before it": {
    Decoder: class extends ReferenceDecoder {
      override divide(line: string, colon: number): void {
        if (!/^retry:\d/.test(line)) super.divide(line, colon);
      }
    },
    fails: `retry-without-space`,
  },

  "retry waits for the blank line": {
    Decoder: class extends ReferenceDecoder {
      #retry: number | undefined;
      override setRetry(value: string): void {
        if (digits.test(value)) this.#retry = finite(Number(value));
      }
      override dispatch(): ReferenceEvent | undefined {
        this.reconnectionTime = this.#retry;
        return super.dispatch();
      }
    },
    fails: `retry-counts-at-its-line retry-in-an-unfinished-event`,
  },

  "retry waits for an event": {
    Decoder: class extends ReferenceDecoder {
      #retry: number | undefined;
      override setRetry(value: string): void {
        if (digits.test(value)) this.#retry = finite(Number(value));
      }
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        this.reconnectionTime = this.#retry;
        return super.event(type, data);
      }
    },
    fails: `retry-without-data retry-counts-at-its-line retry-in-an-unfinished-event`,
  },

  "retry holds for one event": {
    Decoder: class extends ReferenceDecoder {
      #held = false;
      override event(type: string, data: readonly string[], retry?: number): ReferenceEvent | undefined {
        if (retry === undefined && this.#held) this.reconnectionTime = undefined;
        this.#held = retry !== undefined;
        return super.event(type, data, retry);
      }
    },
    fails: `retry-persists`,
  },

  "retry ends the block": {
    Decoder: class extends ReferenceDecoder {
      override setRetry(value: string): void {
        super.setRetry(value);
        this.data = [];
      }
    },
    fails: `retry-does-not-end-an-event`,
  },
};
