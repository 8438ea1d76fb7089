import type { ServerSentEvent } from "../event.ts";
import type { Until } from "../source/terminal.ts";
import { fieldsOf, hasError } from "./fields.ts";

interface Response {
  readonly error: unknown;
  readonly result: Partial<{
    readonly kind: string;
    readonly final: boolean;
    readonly message: object;
    readonly statusUpdate: Progress;
    readonly task: Progress;
  }>;
}

interface Progress {
  readonly status?: { readonly state?: string };
}

const STOPPED = /^TASK_STATE_(COMPLETED|FAILED|CANCELED|REJECTED|INPUT_REQUIRED)$/;

/**
 * {@link https://a2a-protocol.org/latest/specification | A2A} over JSON-RPC, versions 0.3 and 1. The answer ends with a message, with a final status (0.3), or with a
 * state in which the agent has stopped working (1). A JSON-RPC error is an error.
 */
export const a2a: { readonly until: Until; readonly error: (event: ServerSentEvent) => boolean } = {
  until: (event) => {
    const { error, result } = fieldsOf<Response>(event);
    const { kind, final, message, statusUpdate, task } = result ?? {};
    const { state = "" } = (statusUpdate ?? task)?.status ?? {};
    return !!(error ?? message) || kind === "message" || final === true || STOPPED.test(state);
  },
  error: hasError,
};
