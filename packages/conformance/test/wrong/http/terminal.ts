import type { SubjectEvent } from "../../../src/subject.ts";
import { ReferenceStream } from "../../reference-client.ts";
import { type Fault, over } from "./clients.ts";

/** The event that ends an answer. */
export const terminal: Record<string, Fault> = {
  "goes on after the terminal event": {
    subject: over(
      class extends ReferenceStream {
        override async next(): Promise<IteratorResult<SubjectEvent>> {
          const { until } = this.init;
          const result = await super.next();
          if (until !== undefined && !result.done && result.value.data === until) return this.next();
          return result;
        }
        override isTerminal(): boolean {
          return false;
        }
      },
    ),
    fails: `
      response/nothing-follows-the-terminal-event response/terminal-event-ends-the-loop
      response/terminal-event-is-compared-as-a-whole`,
  },

  "delivers the terminal event": {
    subject: over(
      class extends ReferenceStream {
        override async next(): Promise<IteratorResult<SubjectEvent>> {
          const [item] = this.arrived;
          if (typeof item === "object" && super.isTerminal(item)) {
            this.close();
            return { done: false, value: item };
          }
          return super.next();
        }
      },
    ),
    fails: `
      response/nothing-follows-the-terminal-event response/terminal-event-ends-the-loop
      response/terminal-event-is-compared-as-a-whole`,
  },

  "takes any event that contains the terminal text for the terminal one": {
    subject: over(
      class extends ReferenceStream {
        override isTerminal({ data }: SubjectEvent): boolean {
          return this.init.until !== undefined && data.includes(this.init.until);
        }
      },
    ),
    fails: `response/terminal-event-is-compared-as-a-whole`,
  },

  "takes an end before the terminal event for a complete answer": {
    subject: over(
      class extends ReferenceStream {
        override complete(): void {
          this.end();
        }
      },
    ),
    fails: `response/end-before-the-terminal-event-is-an-error`,
  },
};
