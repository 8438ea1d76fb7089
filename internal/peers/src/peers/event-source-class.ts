import { type ConnectInit, type Connection, type DecodeInit, pushConnection, type Subject, type SubjectEvent } from "@sse/conformance";

/** What classes after the specification's `EventSource` have in common. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

/** What a class after the specification's can be told beside the URL. */
export type EventSourceInit = Pick<ConnectInit, "method" | "headers" | "body">;

/** The choices that the specification makes for `EventSource`, and what its events don't tell. */
export const policies: NonNullable<Subject["policies"]> = {
  redirects: "followed",
  compression: "decompressed",
  noContent: "throws",
  serverErrors: "fatal",
  brokenStreams: "end",
  delivery: "pushed",
};

const closed = 2;

/**
 * Both ways to connect with such a class: as it is, and closed when it tells of the end of its first stream. An `error` that is no message
 * tells of it. The class has closed itself then, or is about to reconnect: before its stream was open that is a failure, and afterwards the end.
 */
export function eventSource(
  make: (url: string, init: EventSourceInit) => EventSourceLike,
): Required<Pick<Subject, "connect" | "reconnect" | "policies">> {
  return {
    policies,
    connect: (url, init) => connectionOf(make(url, requestOf(init)), init, true),
    reconnect: (url, init) => connectionOf(make(url, requestOf(init)), init, false),
  };
}

/** The events of the first stream of an `EventSource`, for those that can be handed a body. */
export async function* firstStreamOf(source: EventSourceLike, init: DecodeInit): AsyncGenerator<SubjectEvent> {
  yield* await connectionOf(source, init, true);
}

const requestOf = ({ method, headers, body }: ConnectInit): EventSourceInit => ({
  ...(method !== undefined && { method }),
  ...(headers && { headers }),
  ...(body !== undefined && { body }),
});

/** @param once - whether the connection is over when its first stream is */
export function connectionOf(source: EventSourceLike, { eventTypes }: DecodeInit, once: boolean): Promise<Connection> {
  return pushConnection(({ open, event, end, fail }) => {
    for (const type of new Set(["message", ...eventTypes])) {
      source.addEventListener(type, (message) => {
        if (!isMessage(message)) return;
        event({ event: message.type, data: String(message.data), id: String(message.lastEventId) });
      });
    }
    let opened = false;
    source.addEventListener("open", () => {
      opened = true;
      open();
    });
    source.addEventListener("error", (error) => {
      if (isMessage(error)) return;
      if (source.readyState === closed && !(once && opened)) fail(new Error("the EventSource has closed itself", { cause: error }));
      else if (once) end();
    });
    return () => source.close();
  });
}

const isMessage = (event: Event): event is Event & { readonly data: unknown; readonly lastEventId: unknown } =>
  "data" in event && "lastEventId" in event;
