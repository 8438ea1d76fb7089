import { expect, test } from "vitest";
import { reconnectingCases } from "../../../src/cases/reconnecting/index.ts";
import type { ConnectInit } from "../../../src/subject.ts";
import { ReferenceStream } from "../../reference-client.ts";
import { ReferenceReconnection, reconnectingSubject } from "../../reference-reconnection.ts";
import { failuresOf } from "./wrong.ts";

test("the reference reconnection passes every case", { timeout: 60_000 }, async () => {
  expect(await failuresOf(reconnectingSubject("reference reconnection"), [], reconnectingCases)).toEqual([]);
});

interface Fault {
  readonly Reconnection: new (url: string, init: ConnectInit) => ReferenceReconnection;
  readonly fails: readonly string[];
}

const faults: Readonly<Record<string, Fault>> = {
  "lets the server's retry overflow the timer": {
    Reconnection: class extends ReferenceReconnection {
      override delay(): number {
        const delay = super.delay();
        // What a timer makes of more than 31 bits, without its warning.
        return this.retry > 2 ** 31 - 1 ? 1 : delay;
      }
    },
    fails: [
      "reconnecting/retry-2147483648-does-not-overflow",
      "reconnecting/retry-4294967297-does-not-overflow",
      "reconnecting/retry-99999999999-does-not-overflow",
    ],
  },
  "hammers when the server asks for no delay": {
    Reconnection: class extends ReferenceReconnection {
      override delay(): number {
        return Math.min(this.retry, 2 ** 31 - 1);
      }
    },
    fails: ["reconnecting/retry-0-does-not-hammer"],
  },
  "has a delay of its own, whatever the server asks for": {
    Reconnection: class extends ReferenceReconnection {
      override delay(): number {
        return 150;
      }
    },
    fails: [
      "reconnecting/retry-2147483648-does-not-overflow",
      "reconnecting/retry-4294967297-does-not-overflow",
      "reconnecting/retry-99999999999-does-not-overflow",
      "reconnecting/retry-is-waited-for",
      "reconnecting/retry-of-a-partial-event-counts",
      "reconnecting/retry-persists",
    ],
  },
  "sends a POST again": {
    Reconnection: class extends ReferenceReconnection {
      override isFinal(response: Response | undefined, error: unknown): boolean {
        return response !== undefined && this.isRefused(response, error);
      }
    },
    fails: ["reconnecting/post-is-not-repeated-after-a-drop", "reconnecting/post-is-not-repeated-after-its-end"],
  },
  "loses the last event ID when a connection brings none": {
    Reconnection: class extends ReferenceReconnection {
      override idAfter(stream: ReferenceStream): string {
        return stream.lastEventId === stream.init.lastEventId ? "" : stream.lastEventId;
      }
    },
    fails: ["reconnecting/first-last-event-id-is-the-callers", "reconnecting/id-survives-a-second-drop"],
  },
  "takes the ID of an event that was cut off": {
    Reconnection: class extends ReferenceReconnection {
      override idAfter(stream: ReferenceStream): string {
        return stream.nextId;
      }
    },
    fails: ["reconnecting/id-of-a-partial-event-does-not-count", "reconnecting/no-event-is-lost-or-repeated"],
  },
  "asks again after every status": {
    Reconnection: class extends ReferenceReconnection {
      override isRefused(): boolean {
        return false;
      }
    },
    fails: [
      "reconnecting/another-content-type-is-final",
      "reconnecting/first-refusal-is-final",
      "reconnecting/server-errors-are-final",
      "reconnecting/status-204-is-final",
      "reconnecting/status-401-is-final",
      "reconnecting/status-403-is-final",
      "reconnecting/status-404-is-final",
    ],
  },
  "has two connections after a drop": {
    Reconnection: class extends ReferenceReconnection {
      override async recover(error: unknown): Promise<void> {
        await super.recover(error);
        if (error === undefined || this.ended) return;
        const { signal: _, ...init } = this.init;
        // A second one that nobody reads and nobody closes; the server's end does.
        const second = new ReferenceStream({ ...init, lastEventId: this.id });
        await second.open(this.url).catch(() => {});
      }
    },
    fails: ["reconnecting/no-event-is-lost-or-repeated", "reconnecting/one-connection-at-a-time"],
  },
  "keeps a silent connection when it makes the next": {
    Reconnection: class extends ReferenceReconnection {
      override makeStream(init: ConnectInit): ReferenceStream {
        return new (class extends ReferenceStream {
          override disconnect(): void {
            if (this.failure === undefined) super.disconnect();
          }
        })(init);
      }
    },
    fails: ["reconnecting/the-old-connection-is-closed"],
  },
  "goes on connecting after close()": {
    Reconnection: class extends ReferenceReconnection {
      override wait(milliseconds: number): Promise<void> {
        const ended = super.wait(milliseconds);
        setTimeout(() => void (this.ended && this.connect().catch(() => {})), milliseconds);
        return ended;
      }
    },
    fails: ["reconnecting/abort-while-waiting", "reconnecting/close-while-waiting", "reconnecting/return-while-waiting"],
  },
  "throws no reason when it is aborted between two connections": {
    Reconnection: class extends ReferenceReconnection {
      override fail(error: unknown): void {
        if (this.stream === undefined && this.init.signal?.aborted) this.close();
        else super.fail(error);
      }
    },
    fails: ["reconnecting/abort-while-waiting"],
  },
  "cannot send an ID outside Latin-1, and gives up": {
    Reconnection: class extends ReferenceReconnection {
      override makeStream(init: ConnectInit): ReferenceStream {
        return new (class extends ReferenceStream {
          override encodeId(id: string): string {
            return id;
          }
        })(init);
      }
      override isFinal(response: Response | undefined, error: unknown): boolean {
        return error instanceof TypeError && /ByteString/.test(error.message) ? true : super.isFinal(response, error);
      }
    },
    fails: ["reconnecting/id-is-sent-as-utf-8"],
  },
  "goes on with the decoder of the connection before": {
    Reconnection: class extends ReferenceReconnection {
      override makeStream(init: ConnectInit): ReferenceStream {
        const before = this.before;
        const stream = new ReferenceStream(init);
        if (before !== undefined) Object.assign(stream, { utf8: before.utf8, line: before.line, data: before.data, type: before.type });
        this.before = stream;
        return stream;
      }
      before: ReferenceStream | undefined;
    },
    fails: [
      "reconnecting/id-of-a-partial-event-does-not-count",
      "reconnecting/no-event-is-lost-or-repeated",
      "reconnecting/nothing-is-carried-over",
      "reconnecting/retry-of-a-partial-event-counts",
    ],
  },
  "goes back to where a redirect led": {
    Reconnection: class extends ReferenceReconnection {
      override async connect(): Promise<ReferenceStream> {
        const stream = await super.connect();
        Object.assign(this, { url: stream.response.url });
        return stream;
      }
    },
    fails: ["reconnecting/redirects-are-followed-anew"],
  },
};

test.each(Object.entries(faults))("%s", { timeout: 60_000 }, async (name, { Reconnection, fails }) => {
  const unknown = fails.filter((id) => !reconnectingCases.some((one) => one.id === id));
  expect(unknown, "cases that there are none of").toEqual([]);
  expect(await failuresOf(reconnectingSubject(name, Reconnection), fails, reconnectingCases)).toEqual([...fails].sort());
});
