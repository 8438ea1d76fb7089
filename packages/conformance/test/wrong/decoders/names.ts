import { ReferenceDecoder, type ReferenceEvent } from "@sse/reference";
import type { DecoderClass, WrongDecoder } from "./subject.ts";

/** A decoder that takes a field's name for another. */
const namesAs = (known: (name: string) => string): DecoderClass =>
  class extends ReferenceDecoder {
    override field(name: string, value: string): void {
      super.field(known(name), value);
    }
  };

const fieldNames = ["data", "event", "id", "retry"];

/** How a line is divided, and which names are known. */
export const names: Record<string, WrongDecoder> = {
  "field names are compared without case": {
    Decoder: namesAs((name) => name.toLowerCase()),
    fails: `
      upper-case-name capitalised-name name-case-of-event name-case-of-id name-case-of-retry`,
  },

  "field names may have white space around them": {
    Decoder: namesAs((name) => name.trim()),
    fails: `
      two-boms three-boms bom-in-the-second-line bom-in-the-second-event bom-after-a-blank-line space-before-name
      tab-before-name space-after-name name-space-after-event name-space-after-id`,
  },

  "field names may be quoted": { Decoder: namesAs((name) => name.replace(/^"(.*)"$/, "$1")), fails: `quoted-name` },

  "a field's name only begins with a known one": {
    Decoder: namesAs((name) => fieldNames.find((known) => name.startsWith(known)) ?? name),
    fails: `
      space-after-name longer-name name-with-suffix-and-no-colon name-with-equals-sign name-with-trailing-null
      full-width-colon name-space-after-event name-space-after-id utf-8-truncated-by-the-colon`,
  },

  "a field's name may be shortened": {
    Decoder: namesAs((name) => fieldNames.find((known) => name.length > 1 && known.startsWith(name)) ?? name),
    fails: `shorter-name`,
  },

  "a field may be named as a property of the event": {
    Decoder: namesAs(
      (name) =>
        new Map(Object.entries({ message: "data", type: "event", lasteventid: "id", "last-event-id": "id" })).get(name.toLowerCase()) ??
        name,
    ),
    fails: `name-message name-last-event-id name-type`,
  },

  "the handlers of fields are members of an object": {
    Decoder: class extends ReferenceDecoder {
      override field(name: string, value: string): void {
        const handlers: Record<string, { handle(): void }> = {};
        if (name in handlers) handlers[name]?.handle();
        super.field(name, value);
      }
    },
    fails: `name-proto name-constructor name-to-string`,
  },

  "a field of an unknown name is an error": {
    Decoder: class extends ReferenceDecoder {
      override field(name: string, value: string): void {
        if (!fieldNames.includes(name)) throw new Error(`unknown field ${name}`);
        super.field(name, value);
      }
    },
    fails: `
      two-boms two-boms-then-comment three-boms bom-in-the-second-line bom-in-the-second-event bom-after-a-blank-line
      bom-alone-on-a-later-line half-a-bom utf-16-bom line-separator-alone-on-a-line space-alone-on-a-line tab-alone-on-a-line
      space-before-colon-is-no-comment unknown-field unknown-field-without-colon upper-case-name capitalised-name
      space-before-name tab-before-name space-after-name longer-name shorter-name name-with-suffix-and-no-colon
      name-with-equals-sign quoted-name name-with-null name-with-trailing-null name-with-zero-width-space full-width-name
      full-width-colon name-proto name-constructor name-to-string json-line http-header-line name-message name-case-of-event
      name-case-of-id name-case-of-retry name-space-after-event name-space-after-id name-last-event-id name-type
      unknown-fields-only id-with-everything utf-8-in-a-name utf-8-truncated-by-the-colon utf-8-invalid-at-the-start-of-a-line
      utf-8-invalid-alone-on-a-line long-unknown-name many-fields`,
  },

  "a field of an unknown name is data": {
    Decoder: class extends ReferenceDecoder {
      override field(name: string, value: string): void {
        if (fieldNames.includes(name)) super.field(name, value);
        else this.setData(value);
      }
    },
    fails: `
      two-boms two-boms-then-comment three-boms bom-in-the-second-line bom-in-the-second-event bom-after-a-blank-line
      bom-alone-on-a-later-line half-a-bom utf-16-bom line-separator-alone-on-a-line space-alone-on-a-line tab-alone-on-a-line
      space-before-colon-is-no-comment unknown-field unknown-field-without-colon upper-case-name capitalised-name
      space-before-name tab-before-name space-after-name longer-name shorter-name name-with-suffix-and-no-colon
      name-with-equals-sign quoted-name name-with-null name-with-trailing-null name-with-zero-width-space full-width-name
      full-width-colon name-proto name-constructor name-to-string json-line http-header-line name-message name-case-of-event
      name-case-of-id name-case-of-retry name-space-after-event name-space-after-id name-last-event-id name-type
      unknown-fields-only id-with-everything utf-8-in-a-name utf-8-truncated-by-the-colon utf-8-invalid-at-the-start-of-a-line
      utf-8-invalid-alone-on-a-line long-unknown-name many-fields`,
  },

  "a line is divided at its last colon": {
    Decoder: class extends ReferenceDecoder {
      override divide(line: string): void {
        super.divide(line, line.lastIndexOf(":"));
      }
    },
    fails: `
      first-colon-divides two-colons colon-space-colon colon-only-value url-value indented-json json backslashes
      looks-like-a-field looks-like-a-comment type-with-colon id-with-colon mixed-traffic`,
  },

  "a line may be divided by an equals sign": {
    Decoder: class extends ReferenceDecoder {
      override divide(line: string, colon: number): void {
        super.divide(line, colon === -1 ? line.indexOf("=") : colon);
      }
    },
    fails: `name-with-equals-sign`,
  },

  "a line may be divided by a space": {
    Decoder: class extends ReferenceDecoder {
      override divide(line: string, colon: number): void {
        super.divide(line, colon === -1 ? line.indexOf(" ") : colon);
      }
    },
    fails: `name-with-suffix-and-no-colon`,
  },

  "a line without a colon is ignored": {
    Decoder: class extends ReferenceDecoder {
      override divide(line: string, colon: number): void {
        if (colon !== -1) super.divide(line, colon);
      }
    },
    fails: `
      no-colon no-colon-twice empty-value-without-colon text-empty-text type-without-colon-resets id-without-colon-resets
      many-empty-data-lines`,
  },

  "a line without a colon is data": {
    Decoder: class extends ReferenceDecoder {
      override divide(line: string, colon: number): void {
        if (colon !== -1) super.divide(line, colon);
        else this.setData(line);
      }
    },
    fails: `
      bom-alone-on-a-later-line line-separator-alone-on-a-line space-alone-on-a-line tab-alone-on-a-line no-colon
      no-colon-twice unknown-field-without-colon name-with-suffix-and-no-colon name-with-equals-sign full-width-colon
      name-to-string empty-value-without-colon text-empty-text type-without-colon-resets id-without-colon-resets
      retry-without-colon utf-8-invalid-alone-on-a-line many-empty-data-lines`,
  },

  "a line of JSON is data": {
    Decoder: class extends ReferenceDecoder {
      override line(line: string): ReferenceEvent | undefined {
        if (!line.startsWith("{")) return super.line(line);
        this.setData(line);
        return undefined;
      }
    },
    fails: `json-line`,
  },

  "a colon needs a space after it": {
    Decoder: class extends ReferenceDecoder {
      override divide(line: string, colon: number): void {
        if (colon === -1 || colon === line.length - 1 || line[colon + 1] === " ") super.divide(line, colon);
      }
    },
    fails: `
      bom-before-the-space no-space tab-is-not-stripped no-break-space-is-not-stripped ideographic-space-is-not-stripped
      vertical-tab-is-not-stripped two-colons colon-only-value leading-space-of-later-lines retry-without-space
      utf-8-invalid-after-the-colon many-small-events`,
  },
};
