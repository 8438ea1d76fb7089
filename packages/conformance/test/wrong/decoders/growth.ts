import { ReferenceDecoder, type ReferenceEvent } from "@sse/reference";
import type { WrongDecoder } from "./subject.ts";

/** Decoders that take more time the more they hold. */
export const growth: Record<string, WrongDecoder> = {
  "what is held is searched again for every chunk": {
    Decoder: class extends ReferenceDecoder {
      #held = "";
      override *lines(text: string): Generator<string> {
        this.#held += text;
        // Flat, as a regular expression needs it: the whole of what is held is copied and searched each time.
        const end = /[\r\n][^\r\n]*$/.exec(this.#held)?.index;
        if (end === undefined) return;
        const complete = this.#held.slice(0, end + 1);
        this.#held = this.#held.slice(end + 1);
        yield* super.lines(complete);
      }
    },
    fails: `one-long-line-takes-linear-time long-comments-take-linear-time`,
  },

  "the data so far is joined again for every line": {
    Decoder: class extends ReferenceDecoder {
      override line(line: string): ReferenceEvent | undefined {
        const event = super.line(line);
        // Joined and looked at, as a check of its size in bytes does. Every fourth time is enough to show.
        if (this.data.length % 4 === 0 && Buffer.byteLength(this.data.join("\n")) > 2 ** 30) throw new Error("too large");
        return event;
      }
    },
    fails: `many-data-lines-take-linear-time`,
  },
};
