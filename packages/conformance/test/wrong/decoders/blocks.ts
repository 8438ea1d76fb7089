import { ReferenceDecoder, type ReferenceEvent } from "@sse/reference";
import type { WrongDecoder } from "./subject.ts";

/** From lines to events: when an event is dispatched, and what it leaves behind. */
export const blocks: Record<string, WrongDecoder> = {
  "the unfinished event is dispatched at the end": {
    Decoder: class extends ReferenceDecoder {
      flush(): ReferenceEvent[] {
        return [this.dispatch() ?? []].flat();
      }
    },
    fails: `
      cr-lf-is-one-line-end id-is-committed-at-the-blank-line id-of-an-unfinished-event id-of-the-first-unfinished-event
      retry-in-an-unfinished-event event-without-blank-line event-without-blank-line-crlf event-without-blank-line-cr
      last-event-without-blank-line last-of-several-lines unfinished-type unfinished-empty-data unfinished-lone-space`,
  },

  "the last line is read although it does not end, and the last event dispatched": {
    Decoder: class extends ReferenceDecoder {
      flush(): ReferenceEvent[] {
        return [...this.events("\n"), ...this.events("\n")];
      }
    },
    fails: `
      cr-lf-is-one-line-end comment-at-the-end id-is-committed-at-the-blank-line id-of-an-unfinished-event
      id-of-the-first-unfinished-event retry-in-an-unfinished-event retry-unterminated event-without-blank-line
      event-without-line-end event-without-blank-line-crlf event-without-blank-line-cr last-event-without-blank-line
      last-event-without-line-end last-of-several-lines unfinished-type unfinished-empty-data unfinished-lone-space
      unfinished-character-in-data`,
  },

  "a name that the end cuts off is completed": {
    Decoder: class extends ReferenceDecoder {
      flush(): ReferenceEvent[] {
        const name = this.rest.join("");
        if (name === "" || !"data".startsWith(name)) return [];
        this.setData("");
        return [this.dispatch() ?? []].flat();
      }
    },
    fails: `unfinished-name`,
  },

  "a stream without an event is an error at its end": {
    Decoder: class extends ReferenceDecoder {
      #events = 0;
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        this.#events++;
        return super.event(type, data);
      }
      flush(): ReferenceEvent[] {
        if (this.#events === 0) throw new Error("the stream holds no event");
        return [];
      }
    },
    fails: `
      bom-alone cr-lf-is-one-line-end comment-alone comment-empty name-message id-without-data
      id-of-the-first-unfinished-event retry-without-data retry-counts-at-its-line retry-in-an-unfinished-event empty-stream
      only-line-ends event-without-blank-line event-without-line-end event-without-blank-line-crlf event-without-blank-line-cr
      unfinished-lone-space`,
  },

  "a character that the end cuts off is an error": {
    Decoder: class extends ReferenceDecoder {
      readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
      override text(chunk: Uint8Array): string {
        this.#utf8.decode(chunk, { stream: true });
        return super.text(chunk);
      }
      flush(): ReferenceEvent[] {
        if (this.#utf8.decode() !== "") throw new Error("the stream ends within a character");
        return [];
      }
    },
    fails: `unfinished-character unfinished-character-in-data`,
  },

  "an event comes with the chunk after it": {
    Decoder: class extends ReferenceDecoder {
      #held: ReferenceEvent[] = [];
      override decode(chunk: Uint8Array): ReferenceEvent[] {
        const ready = this.#held;
        this.#held = super.decode(chunk);
        return ready;
      }
      flush(): ReferenceEvent[] {
        return this.#held;
      }
    },
    fails: `
      dispatched-at-the-blank-line dispatched-at-the-blank-line-crlf dispatched-at-a-lone-blank-line
      dispatched-while-the-next-is-unfinished dispatched-at-cr dispatched-between-cr-and-lf`,
  },

  "a chunk has at most eight events": {
    Decoder: class extends ReferenceDecoder {
      override decode(chunk: Uint8Array): ReferenceEvent[] {
        return super.decode(chunk).slice(0, 8);
      }
    },
    fails: `ten-events many-small-events many-ids alternating mixed-traffic`,
  },

  "an event like the one before it is dropped": {
    Decoder: class extends ReferenceDecoder {
      #last = "";
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        const event = super.event(type, data);
        const repeated = JSON.stringify(event) === this.#last;
        this.#last = JSON.stringify(event);
        return repeated ? undefined : event;
      }
    },
    fails: `bom-in-every-event same-event-twice`,
  },

  "every blank line dispatches": {
    Decoder: class extends ReferenceDecoder {
      override dispatch(): ReferenceEvent | undefined {
        const { type } = this;
        return super.dispatch() ?? super.event(type, []);
      }
    },
    fails: `
      bom-then-blank-line bom-then-cr two-boms three-boms bom-in-the-second-event bom-after-a-blank-line half-a-bom utf-16-bom
      leading-lf leading-crlf leading-cr several-blank-lines several-blank-lines-crlf several-blank-lines-cr comment-alone
      comment-empty comment-does-not-dispatch comment-heartbeats comment-padding name-message unknown-fields-only
      type-is-reset-without-data type-without-data id-without-data id-without-data-shows-in-the-next-event
      id-empty-without-data id-with-type-but-no-data retry-without-data only-line-ends many-comments many-blank-lines`,
  },

  "a block of anything but comments dispatches": {
    Decoder: class extends ReferenceDecoder {
      #lines = 0;
      override field(name: string, value: string): void {
        this.#lines++;
        super.field(name, value);
      }
      override dispatch(): ReferenceEvent | undefined {
        const { type } = this;
        const event = super.dispatch() ?? (this.#lines > 0 ? super.event(type, []) : undefined);
        this.#lines = 0;
        return event;
      }
    },
    fails: `
      two-boms three-boms bom-in-the-second-event bom-after-a-blank-line half-a-bom utf-16-bom name-message
      unknown-fields-only type-is-reset-without-data type-without-data id-without-data id-without-data-shows-in-the-next-event
      id-empty-without-data id-with-type-but-no-data retry-without-data`,
  },

  "a blank line after an id dispatches": {
    Decoder: class extends ReferenceDecoder {
      #sawId = false;
      override setId(value: string): void {
        super.setId(value);
        this.#sawId = true;
      }
      override dispatch(): ReferenceEvent | undefined {
        const { type } = this;
        const event = super.dispatch() ?? (this.#sawId ? super.event(type, []) : undefined);
        this.#sawId = false;
        return event;
      }
    },
    fails: `
      id-without-data id-without-data-shows-in-the-next-event id-empty-without-data id-with-type-but-no-data`,
  },

  "an event with empty data is dropped": {
    Decoder: class extends ReferenceDecoder {
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        return data.join("\n") === "" ? undefined : super.event(type, data);
      }
    },
    fails: `
      no-colon empty-value empty-value-after-space empty-value-without-colon empty-data-between-events type-with-empty-data`,
  },

  "the data outlives its event": {
    Decoder: class extends ReferenceDecoder {
      override dispatch(): ReferenceEvent | undefined {
        const { data } = this;
        const event = super.dispatch();
        // Only that of a single line, as where the buffer of a fast path isn't emptied.
        if (data.length === 1) this.data = [...data];
        return this.data.length > 0 && !this.fields.has("data") && event === undefined ? undefined : event;
      }
    },
    fails: `
      bom-in-the-second-event bom-in-every-event mixed-from-event-to-event blank-line-crlf-then-event cr-blank-line-then-lf
      lf-cr-lf several-blank-lines several-blank-lines-crlf several-blank-lines-cr comment-does-not-dispatch
      comment-heartbeats data-is-not-kept-for-the-next-event empty-data-between-events done-marker-does-not-end-the-stream
      ten-events same-event-twice type-defaults-to-message type-is-reset type-is-reset-without-data type-empty-resets
      type-without-colon-resets type-empty type-of-a-space type-message-explicitly type-each-its-own id-persists id-changes
      id-empty-resets id-without-colon-resets id-of-a-space-resets id-empty-without-data id-does-not-reach-back
      id-with-null-keeps-the-last retry-persists finished-by-cr utf-8-truncated-by-the-blank-line utf-8-invalid-then-sound
      many-small-events long-line many-blank-lines many-ids alternating mixed-traffic dispatched-at-the-blank-line
      dispatched-at-the-blank-line-crlf dispatched-at-a-lone-blank-line dispatched-while-the-next-is-unfinished
      dispatched-at-cr dispatched-between-cr-and-lf`,
  },

  "only the last data line counts": {
    Decoder: class extends ReferenceDecoder {
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        return super.event(type, data.slice(-1));
      }
    },
    fails: `
      bom-alone-on-a-later-line cr-lf-does-not-split-an-event cr-between-data-lines mixed-within-one-event
      line-separator-alone-on-a-line space-alone-on-a-line tab-alone-on-a-line comment-between-data-lines no-colon-twice
      field-order-reversed two-lines three-lines lines-of-crlf-are-joined-by-lf two-empty-lines three-empty-lines
      empty-then-text text-then-empty text-empty-text only-the-last-line-feed-is-removed leading-space-of-later-lines
      indented-json retry-does-not-end-an-event utf-8-before-a-line-end utf-8-truncated-by-a-line-end utf-8-truncated-by-cr
      utf-8-invalid-alone-on-a-line many-data-lines many-data-lines-crlf many-empty-data-lines`,
  },

  "an empty data line is not joined to what follows": {
    Decoder: class extends ReferenceDecoder {
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        const event = super.event(type, data);
        // The idiom: data = data ? `${data}\n${value}` : value.
        return event && { ...event, data: data.reduce((joined, value) => (joined ? `${joined}\n${value}` : value), "") };
      }
    },
    fails: `
      no-colon-twice two-empty-lines three-empty-lines empty-then-text many-empty-data-lines`,
  },

  "the event type outlives its event": {
    Decoder: class extends ReferenceDecoder {
      override dispatch(): ReferenceEvent | undefined {
        const { type } = this;
        const event = super.dispatch();
        this.type = type;
        return event;
      }
    },
    fails: `
      type-is-reset type-is-reset-without-data type-each-its-own id-with-type-but-no-data alternating`,
  },

  "the event type outlives a block without data": {
    Decoder: class extends ReferenceDecoder {
      override dispatch(): ReferenceEvent | undefined {
        const { type } = this;
        const event = super.dispatch();
        if (!event) this.type = type;
        return event;
      }
    },
    fails: `type-is-reset-without-data id-with-type-but-no-data`,
  },

  "an empty event type is passed on": {
    Decoder: class extends ReferenceDecoder {
      override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
        const event = super.event(type, data);
        return event && this.#named ? { ...event, event: type } : event;
      }
      #named = false;
      override dispatch(): ReferenceEvent | undefined {
        this.#named = this.fields.has("event");
        return super.dispatch();
      }
    },
    fails: `type-empty-resets type-without-colon-resets type-empty type-of-a-space`,
  },

  "fields after the data are ignored": {
    Decoder: class extends ReferenceDecoder {
      override field(name: string, value: string): void {
        if (this.data.length === 0 || name === "data" || name === "retry") super.field(name, value);
      }
    },
    fails: `field-order field-order-reversed type-after-data id-after-data`,
  },

  "the first field of a name counts": {
    Decoder: class extends ReferenceDecoder {
      override field(name: string, value: string): void {
        if (name === "data" || !this.fields.has(name)) super.field(name, value);
      }
    },
    fails: `
      type-last-wins type-empty-resets type-without-colon-resets id-last-wins id-reset-within-a-block retry-last-wins`,
  },

  "the id is committed at its field": {
    Decoder: class extends ReferenceDecoder {
      override setId(value: string): void {
        super.setId(value);
        this.lastEventId = this.id;
      }
    },
    fails: `
      id-is-committed-at-the-blank-line id-of-an-unfinished-event id-of-the-first-unfinished-event`,
  },

  "the id of a block without data is lost": {
    Decoder: class extends ReferenceDecoder {
      override dispatch(): ReferenceEvent | undefined {
        const before = this.lastEventId;
        const event = super.dispatch();
        if (!event) this.id = this.lastEventId = before;
        return event;
      }
    },
    fails: `
      id-without-data id-without-data-shows-in-the-next-event id-empty-without-data id-with-type-but-no-data`,
  },

  "the id does not persist": {
    Decoder: class extends ReferenceDecoder {
      override dispatch(): ReferenceEvent | undefined {
        const event = super.dispatch();
        this.id = "";
        return event;
      }
    },
    fails: `
      id-persists id-without-data-shows-in-the-next-event id-with-type-but-no-data id-with-null-keeps-the-last`,
  },

  "all events of a chunk have its last id": {
    Decoder: class extends ReferenceDecoder {
      override decode(chunk: Uint8Array): ReferenceEvent[] {
        return super.decode(chunk).map((event) => ({ ...event, id: this.lastEventId }));
      }
    },
    fails: `
      id-changes id-empty-resets id-without-colon-resets id-of-a-space-resets id-empty-without-data id-does-not-reach-back
      many-ids mixed-traffic`,
  },
};
