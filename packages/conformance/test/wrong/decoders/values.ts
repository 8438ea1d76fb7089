import { ReferenceDecoder, type ReferenceEvent } from "@sse/reference";
import type { DecoderClass, WrongDecoder } from "./subject.ts";

/** A decoder that makes something else of the value of some fields; `undefined` ignores the field. */
const valuesAs = (fields: readonly string[], change: (value: string) => string | undefined): DecoderClass =>
  class extends ReferenceDecoder {
    override field(name: string, value: string): void {
      const changed = fields.includes(name) ? change(value) : value;
      if (changed !== undefined) super.field(name, changed);
    }
  };

/** Data, types and IDs. */
export const values: Record<string, WrongDecoder> = {
  "all white space around a value is stripped": {
    Decoder: class extends ReferenceDecoder {
      override value(text: string): string {
        return text.trim();
      }
    },
    fails: `
      bom-at-the-start-of-data bom-before-the-space bom-at-the-end-of-data bom-in-every-event comment-padding
      only-one-space-is-stripped trailing-spaces-are-kept tab-is-not-stripped space-then-tab no-break-space-is-not-stripped
      ideographic-space-is-not-stripped vertical-tab-is-not-stripped trailing-tab-is-kept two-spaces
      leading-space-of-later-lines indented-json type-of-two-spaces type-keeps-spaces id-of-two-spaces id-keeps-spaces
      retry-two-spaces retry-trailing-space retry-tab`,
  },

  "the data is what JavaScript makes of a literal": {
    Decoder: valuesAs(["data", "event", "id"], (value) => (["null", "undefined", "false", "0"].includes(value) ? "" : value)),
    fails: `
      the-word-null the-word-undefined the-digit-zero the-word-false ten-events type-the-word-null type-the-digit-zero
      id-the-digit-zero id-the-word-null id-the-word-undefined many-small-events many-data-lines many-data-lines-crlf many-ids
      alternating mixed-traffic`,
  },

  "character references are undone": {
    Decoder: valuesAs(["data"], (value) => value.replaceAll("&amp;", "&").replaceAll(/<\/?b>/g, "")),
    fails: `html`,
  },

  "percent escapes are undone": {
    Decoder: valuesAs(["data"], (value) => value.replaceAll(/%[0-9A-F]{2}/gi, decodeURIComponent)),
    fails: `percent-escapes`,
  },

  "quotation marks are stripped": {
    Decoder: valuesAs(["data"], (value) => value.replaceAll(/["'`]/g, "")),
    fails: `indented-json json quotes dollar-signs mixed-traffic`,
  },

  "the data is put in by a replacement pattern": {
    Decoder: valuesAs(["data"], (value) => "%s".replace("%s", value)),
    fails: `dollar-signs`,
  },

  "[DONE] ends the stream": {
    Decoder: class extends ReferenceDecoder {
      #done = false;
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        const event = super.event(type, data);
        this.#done ||= event?.data === "[DONE]";
        return this.#done ? undefined : event;
      }
    },
    fails: `done-marker done-marker-does-not-end-the-stream`,
  },

  "event types are not read": {
    Decoder: valuesAs(["event"], () => undefined),
    fails: `
      bom-then-event-type mixed-within-one-event comment-does-not-reset-the-type field-order field-order-reversed
      same-event-twice type-defaults-to-message type-is-set type-after-data type-is-reset type-is-reset-without-data
      type-without-data type-with-empty-data type-last-wins type-empty-resets type-without-colon-resets type-empty
      type-of-a-space type-of-two-spaces type-keeps-spaces type-message-explicitly type-keeps-case type-with-colon
      type-with-dots type-non-ascii type-error type-open type-close type-end type-proto type-constructor type-the-word-null
      type-the-digit-zero type-with-null type-each-its-own id-with-everything finished-by-lone-cr utf-8-in-the-type
      utf-8-invalid-in-the-type long-type alternating mixed-traffic`,
  },

  "event types have no case": { Decoder: valuesAs(["event"], (value) => value.toLowerCase()), fails: `type-keeps-case` },

  "event types are words": {
    Decoder: valuesAs(["event"], (value) => (/^\w*$/.test(value) ? value : undefined)),
    fails: `
      type-of-two-spaces type-keeps-spaces type-with-colon type-with-dots type-non-ascii type-with-null utf-8-in-the-type
      utf-8-invalid-in-the-type`,
  },

  "event types have at most a kilobyte": { Decoder: valuesAs(["event"], (value) => value.slice(0, 1024)), fails: `long-type` },

  "some event types are the client's own": {
    Decoder: class extends ReferenceDecoder {
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        return ["open", "error", "close", "end", "message"].includes(type) ? undefined : super.event(type, data);
      }
    },
    fails: `type-message-explicitly type-error type-open type-close type-end`,
  },

  "the listeners of event types are members of an object": {
    Decoder: class extends ReferenceDecoder {
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        return type in {} ? undefined : super.event(type, data);
      }
    },
    fails: `type-proto type-constructor`,
  },

  "an empty event field is ignored": {
    Decoder: valuesAs(["event"], (value) => value || undefined),
    fails: `type-empty-resets type-without-colon-resets`,
  },

  "IDs are not read": {
    Decoder: valuesAs(["id"], () => undefined),
    fails: `
      bom-then-id mixed-within-one-event field-order field-order-reversed id-is-set id-after-data id-persists id-changes
      id-last-wins id-empty-resets id-without-colon-resets id-of-a-space-resets id-of-two-spaces id-without-data
      id-without-data-shows-in-the-next-event id-empty-without-data id-with-type-but-no-data id-is-committed-at-the-blank-line
      id-of-an-unfinished-event id-does-not-reach-back id-with-null-keeps-the-last id-with-null-keeps-that-of-its-block
      id-with-null-then-another id-keeps-spaces id-with-colon id-the-digit-zero id-the-word-null id-the-word-undefined
      id-leading-zeros id-large-number id-uuid id-latin-1 id-beyond-latin-1 id-with-tab id-with-comma id-invalid-utf-8
      id-with-everything long-id many-ids mixed-traffic`,
  },

  "IDs are numbers": {
    Decoder: valuesAs(["id"], (value) => (/^\d+$/.test(value) ? String(Number(value)) : "")),
    fails: `
      id-of-two-spaces id-with-null-keeps-the-last id-with-null-keeps-that-of-its-block id-keeps-spaces id-with-colon
      id-the-word-null id-the-word-undefined id-leading-zeros id-large-number id-uuid id-latin-1 id-beyond-latin-1 id-with-tab
      id-with-comma id-invalid-utf-8 long-id`,
  },

  "IDs end at white space or a comma": {
    Decoder: valuesAs(["id"], (value) => value.replace(/[\s,].*$/su, "")),
    fails: `id-of-two-spaces id-keeps-spaces id-with-colon id-with-tab id-with-comma`,
  },

  "IDs have at most a kilobyte": { Decoder: valuesAs(["id"], (value) => value.slice(0, 1024)), fails: `long-id` },

  "an empty id is ignored": {
    Decoder: valuesAs(["id"], (value) => value || undefined),
    fails: `
      id-empty-resets id-without-colon-resets id-of-a-space-resets id-reset-within-a-block id-empty-without-data`,
  },

  "an id with U+0000 counts": {
    Decoder: class extends ReferenceDecoder {
      override setId(value: string): void {
        this.id = value;
      }
    },
    fails: `
      id-with-null id-with-null-at-the-start id-with-null-at-the-end id-of-null-alone id-with-null-keeps-the-last
      id-with-null-keeps-that-of-its-block`,
  },

  "no value may hold U+0000": {
    Decoder: valuesAs(["data", "event", "id", "retry"], (value) => (value.includes("\0") ? undefined : value)),
    fails: `type-with-null utf-8-null`,
  },
};
