import { allCapabilities, type DeclaredCapability } from "./capabilities.ts";
import type { Policies } from "./policies.ts";
import type { ConnectInit, Connection, Subject, SubjectEvent } from "./subject.ts";

/**
 * What a case asks of one connection, under the names of `connectSSE`'s options. A member is only set when the subject claims its capability.
 * `reconnect` adds members of its own: pass them on with the rest.
 */
export type ConnectSSEOptions = Omit<ConnectInit, "method" | "eventTypes" | "dedupe">;

/** What `connectSSE` resolves to: any iterable of events that can be closed. The other members are needed for the capability of the same name. */
export interface ConnectedSource extends AsyncIterable<SubjectEvent> {
  /** Ends the stream, and a pending `next()` with it, without an error. */
  close(): unknown;
  /** The last event ID of the stream. Capability `last-event-id`. */
  readonly lastEventId?: string | undefined;
  /** Milliseconds, the last `retry`. Capability `reconnection-time`. */
  readonly reconnectionTime?: number | undefined;
  /** The response's status. Capability `response`, together with `headers`. */
  readonly status?: number | undefined;
  readonly headers?: { get(name: string): string | null | undefined } | undefined;
}

/** A `connectSSE` that is bound to a client. */
export type BoundConnectSSE = (method: string, url: string, options: ConnectSSEOptions) => ConnectedSource | PromiseLike<ConnectedSource>;

/** What {@link subjectOf} passes to `reconnect`: what the case asks for, and delays that are short enough for tests. */
export interface ReconnectInit extends Pick<ConnectSSEOptions, "signal" | "lastEventId"> {
  /** Milliseconds. */
  minDelay: number;
  /** Milliseconds. */
  maxDelay: number;
  /** Whether to drop events that were delivered before. Only set when the subject claims `dedupe`. */
  dedupe?: boolean;
}

/** A `reconnect` that calls its first argument for each connection, with what resumes the stream. `@sse/core` has one. */
export type Reconnect = (
  connect: (resume: Pick<ConnectSSEOptions, "signal" | "lastEventId">) => Promise<ConnectedSource>,
  options: ReconnectInit,
) => ConnectedSource;

/** What the report says of an adapter, and what the adapter claims. */
export interface SubjectDescription {
  /** The report's heading, for instance the package's name. */
  readonly name: string;
  readonly version: string;
  /** Reconnects by calling the bound `connectSSE`. Without it, the reconnecting cases are "not claimed". */
  readonly reconnect?: Reconnect | undefined;
  /** @defaultValue all of them */
  readonly capabilities?: readonly DeclaredCapability[] | undefined;
  /**
   * Choices other than the default ones.
   * @defaultValue `{ redirects: "followed", compression: "decompressed", noContent: "ends", serverErrors: "retried" }`
   */
  readonly policies?: Policies | undefined;
}

const usualPolicies: Policies = { redirects: "followed", compression: "decompressed", noContent: "ends", serverErrors: "retried" };

/** The cases compare delays with each other and with what the server asks for, so the shortest ones do. */
const impatient = { minDelay: 50, maxDelay: 1_500 };

/**
 * Makes a subject of an adapter: of its `connectSSE`, bound to a client.
 *
 * It claims every capability unless told otherwise. A missing feature shows as a failure then, and not as a case that didn't run.
 *
 * @param connect - calls `connectSSE` with a client of your choice; where the client's options have other names, rename them here
 * @throws TypeError if `connect` isn't a function.
 */
export function subjectOf(connect: BoundConnectSSE, description: SubjectDescription): Subject {
  if (typeof connect !== "function") {
    throw new TypeError(`Expected a function that calls connectSSE with a client, got ${connect === null ? "null" : typeof connect}`);
  }
  const { name, version, reconnect, capabilities = allCapabilities, policies } = description;
  return {
    name,
    version,
    capabilities,
    policies: { ...usualPolicies, ...policies },
    connect: async (url, { method = "GET", eventTypes: _, dedupe: __, ...options }) => connectionOf(await connect(method, url, options)),
    ...(reconnect && {
      reconnect: async (url, { method = "GET", eventTypes: _, signal, lastEventId, dedupe, ...options }) => {
        const position = lastEventId === undefined ? {} : { lastEventId };
        const init = { ...impatient, ...position, ...(signal && { signal }), ...(dedupe && { dedupe }) };
        return connectionOf(reconnect(async (resume) => connect(method, url, { ...options, ...resume }), init));
      },
    }),
  };
}

function connectionOf(source: ConnectedSource): Connection {
  const { status, headers } = source;
  return {
    [Symbol.asyncIterator]: () => source[Symbol.asyncIterator](),
    close: () => source.close(),
    get lastEventId() {
      return source.lastEventId;
    },
    get reconnectionTime() {
      return source.reconnectionTime;
    },
    ...(status !== undefined && headers && { response: { status, headers: { get: (name) => headers.get(name) ?? null } } }),
  };
}
