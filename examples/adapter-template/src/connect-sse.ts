import { connect, type EventSource, type SSEHeaders, type SSEOptions, splitOptions } from "@sse/core";
import type { Delays, Got, PlainResponse, StreamOptions } from "got";

/**
 * The options of a got stream, passed through, and those of {@link SSEOptions}.
 *
 * Streaming owns `method` (the second argument), `signal` (joined with the source's own, so that closing works), `isStream`, `throwHttpErrors` (off: iterating the source
 * checks the status), `retry` (off: use `reconnect`), `timeout` (off: use `connectTimeout` and `idleTimeout`) and `decompress` (on: events are read from text).
 */
export interface GotOptions
  extends Omit<StreamOptions, "method" | "headers" | "signal" | "isStream" | "throwHttpErrors" | "retry" | "timeout" | "decompress">,
    SSEOptions {
  /** As got takes them. `null` for a header removes one of ours. */
  headers?: SSEHeaders | null | undefined;
}

/** In place of the instance's limits that would cut a stream. got merges these with the instance's, so each is named: the longest that a timer can take, 24 days. */
const NEVER = 2 ** 31 - 1;
const UNLIMITED: Delays = { request: NEVER, response: NEVER, read: NEVER, socket: NEVER };

/**
 * Sends a request with got and resolves with the response's event stream.
 *
 * What is particular to got:
 *
 * - The instance's `prefixUrl`, hooks and cookies work as usual; its own `retry` and `timeout` don't apply.
 * - Redirects are followed, without `authorization` and `cookie` where they lead to another origin; custom headers are sent on.
 *
 * @param client - got itself, or an instance from `got.extend`
 * @param method - the HTTP method
 * @param url - where to; relative to the instance's `prefixUrl`, where it has one
 * @throws {@link SSEError} with code `ERR_SSE_CONNECT` or `ERR_SSE_CONNECT_TIMEOUT`; `signal.reason` when aborted; TypeError when the client
 * isn't a got instance, or an argument can't be used.
 */
export async function connectSSE(
  client: Got,
  method: string,
  url: string | URL,
  options: GotOptions = {},
): Promise<EventSource<PlainResponse>> {
  if (typeof client?.stream !== "function") throw new TypeError(`Expected a got instance as the client, got ${typeof client}`);
  // got refuses options that it doesn't know.
  const [ours, { headers, ...theirs }] = splitOptions(options);
  return connect<PlainResponse>(
    (request) =>
      new Promise((resolve, reject) => {
        const stream = client.stream(request.url, {
          ...theirs,
          method: request.method as NonNullable<StreamOptions["method"]>,
          headers: request.headers,
          signal: request.signal,
          throwHttpErrors: false,
          retry: { limit: 0 },
          timeout: UNLIMITED,
          decompress: true,
        });
        stream.on("error", reject);
        stream.on("response", (raw: PlainResponse) => resolve({ status: raw.statusCode, headers: raw.headers, body: stream, raw }));
        // Without a body of its own, got waits for one to be written.
        if (!stream.isReadonly) stream.end();
      }),
    method,
    url,
    { ...ours, headers, body: theirs.body ?? theirs.json ?? theirs.form },
  );
}
