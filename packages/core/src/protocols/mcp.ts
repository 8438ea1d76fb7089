import type { ServerSentEvent } from "../event.ts";
import type { Until } from "../source/terminal.ts";
import { fieldsOf, hasError } from "./fields.ts";

interface Message {
  readonly method: string;
  readonly result: unknown;
  readonly error: unknown;
}

/**
 * The answer to one POST of the {@link https://modelcontextprotocol.io/specification/2025-11-25/basic/transports | Model Context Protocol}. It ends with the JSON-RPC
 * response. Requests and notifications of the server may come before. A JSON-RPC error is an error.
 *
 * The server may close the stream before the response and expect a resumption. `reconnect` does that: truncation is a drop to it.
 */
export const mcp: {
  readonly until: Until;
  readonly error: (event: ServerSentEvent) => boolean;
  readonly ignore: (event: ServerSentEvent) => boolean;
} = {
  until: (event) => {
    const { method, result, error } = fieldsOf<Message>(event);
    return method === undefined && (result !== undefined || !!error);
  },
  error: hasError,
  ignore: ({ event }) => event !== "message",
};
