import { ReferenceStream, Unsendable } from "../../reference-client.ts";
import { PatientReconnection, ReferenceReconnection } from "../../reference-reconnection.ts";
import { type Fault, reconnectingBy } from "./clients.ts";

/** When to reconnect, and how long to wait. */
export const delays: Record<string, Fault> = {
  "asks again after server errors, and rightly": { subject: reconnectingBy(PatientReconnection), fails: `` },

  "does not ask again after a clean end": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return error === undefined || super.isFinal(response, error);
        }
      },
    ),
    fails: `
      reconnecting/abort-while-connecting reconnecting/abort-while-open reconnecting/abort-while-waiting
      reconnecting/after-a-clean-end reconnecting/after-a-failed-attempt reconnecting/another-content-type-is-final
      reconnecting/break-ends-it reconnecting/clean-ends-are-no-failures reconnecting/close-while-connecting
      reconnecting/close-while-waiting reconnecting/empty-id-resets reconnecting/first-last-event-id-is-the-callers
      reconnecting/id-is-sent-as-utf-8 reconnecting/id-of-a-partial-event-does-not-count reconnecting/id-persists
      reconnecting/id-survives-a-connection-without-it reconnecting/id-survives-a-second-drop
      reconnecting/id-that-no-header-can-carry reconnecting/id-with-null-does-not-count reconnecting/id-without-data-counts
      reconnecting/last-event-id-is-sent reconnecting/no-last-event-id-without-one reconnecting/nothing-is-carried-over
      reconnecting/redirects-are-not-remembered reconnecting/repeated-event-after-a-greeting-is-dropped reconnecting/repeated-events-are-delivered
      reconnecting/repeated-events-are-dropped reconnecting/repeated-first-event-is-dropped reconnecting/request-is-the-same
      reconnecting/retry-0-does-not-hammer reconnecting/retry-2147483648-does-not-overflow
      reconnecting/retry-4294967297-does-not-overflow reconnecting/retry-99999999999-does-not-overflow
      reconnecting/retry-is-waited-for reconnecting/retry-of-a-partial-event-counts reconnecting/retry-persists
      reconnecting/return-while-waiting reconnecting/server-errors-are-final reconnecting/status-204-is-final
      reconnecting/status-401-is-final reconnecting/status-403-is-final reconnecting/status-404-is-final`,
  },

  "does not ask again after a drop": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return (error !== undefined && response !== undefined) || super.isFinal(response, error);
        }
      },
    ),
    fails: `
      reconnecting/after-a-drop reconnecting/after-an-incomplete-body reconnecting/id-survives-a-second-drop
      reconnecting/no-event-is-lost-or-repeated reconnecting/nothing-is-carried-over reconnecting/one-connection-at-a-time
      reconnecting/the-old-connection-is-closed`,
  },

  "gives up at the first attempt without a response": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return response === undefined || super.isFinal(response, error);
        }
      },
    ),
    fails: `reconnecting/after-a-failed-attempt`,
  },

  "asks again after every status": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isRefused(): boolean {
          return false;
        }
      },
    ),
    fails: `
      reconnecting/another-content-type-is-final reconnecting/first-refusal-is-final reconnecting/server-errors-are-final
      reconnecting/status-204-is-final reconnecting/status-401-is-final reconnecting/status-403-is-final
      reconnecting/status-404-is-final`,
  },

  "gives up at a server error although it says that it asks again": {
    subject: reconnectingBy(
      class extends PatientReconnection {
        override isRefused(response: Response, error: unknown): boolean {
          return response.status >= 500 || super.isRefused(response, error);
        }
      },
    ),
    fails: `reconnecting/retry-after-is-waited-for reconnecting/server-errors-are-retried`,
  },

  "does not look at Retry-After": {
    subject: reconnectingBy(
      class extends PatientReconnection {
        override retryAfter(): number {
          return 0;
        }
      },
    ),
    fails: `reconnecting/retry-after-is-waited-for`,
  },

  "sends a POST again": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return error instanceof Unsendable || (response !== undefined && this.isRefused(response, error));
        }
      },
    ),
    fails: `
      reconnecting/post-is-not-repeated-after-a-drop reconnecting/post-is-not-repeated-after-its-end`,
  },

  "lets the server's retry overflow the timer": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override delay(): number {
          const delay = super.delay();
          // What a timer makes of more than 31 bits, without its warning.
          return this.retry > 2 ** 31 - 1 ? 1 : delay;
        }
      },
    ),
    fails: `
      reconnecting/retry-2147483648-does-not-overflow reconnecting/retry-4294967297-does-not-overflow
      reconnecting/retry-99999999999-does-not-overflow`,
  },

  "hammers when the server asks for no delay": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override delay(): number {
          return Math.min(this.retry, 2 ** 31 - 1);
        }
      },
    ),
    fails: `reconnecting/retry-0-does-not-hammer`,
  },

  "has a delay of its own, whatever the server asks for": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override delay(): number {
          return 150;
        }
      },
    ),
    fails: `
      reconnecting/retry-2147483648-does-not-overflow reconnecting/retry-4294967297-does-not-overflow
      reconnecting/retry-99999999999-does-not-overflow reconnecting/retry-is-waited-for
      reconnecting/retry-of-a-partial-event-counts reconnecting/retry-persists`,
  },

  "waits twice as long after each connection from the third on": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override delay(): number {
          return super.delay() * 2 ** Math.max(0, this.row - 3);
        }
      },
    ),
    fails: `reconnecting/clean-ends-are-no-failures`,
  },

  "waits exactly as long as the server asks": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override jittered(delay: number): number {
          return Math.min(delay, 2 ** 31 - 1);
        }
      },
    ),
    fails: `reconnecting/clients-do-not-return-together`,
  },

  "tries again what can't be sent": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return !(error instanceof Unsendable) && super.isFinal(response, error);
        }
      },
    ),
    fails: `
      reconnecting/credentials-in-the-url-is-not-tried-again reconnecting/get-with-a-body-is-not-tried-again
      reconnecting/header-name-that-cannot-be-sent-is-not-tried-again
      reconnecting/scheme-that-cannot-be-fetched-is-not-tried-again reconnecting/url-without-a-scheme-is-not-tried-again`,
  },

  "has two connections after a drop": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override async recover(error: unknown): Promise<void> {
          await super.recover(error);
          if (error === undefined || this.ended) return;
          const { signal: _, ...init } = this.init;
          // A second one that nothing reads and nothing closes; the server's end does.
          const second = new ReferenceStream({ ...init, lastEventId: this.id });
          await second.open(this.url).catch(() => {});
        }
      },
    ),
    fails: `reconnecting/no-event-is-lost-or-repeated reconnecting/one-connection-at-a-time`,
  },
};
