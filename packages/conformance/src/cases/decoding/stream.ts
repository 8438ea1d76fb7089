import type { CaseContext } from "../../case.ts";
import type { Connection, DecodeInit, SubjectEvent } from "../../subject.ts";

/** What a subject made of a stream. */
export interface Decoded {
  events: readonly SubjectEvent[];
  lastEventId: string | undefined;
  reconnectionTime: number | undefined;
  /** `undefined` where the subject doesn't report comments. */
  comments: readonly string[] | undefined;
}

/** Has the subject decode a whole stream that arrives in these chunks. Over a connection, each is written on its own. */
export async function decode(
  context: CaseContext,
  chunks: readonly Uint8Array<ArrayBuffer>[],
  eventTypes: readonly string[],
): Promise<Decoded> {
  const { subject } = context;
  const comments: string[] | undefined = subject.capabilities.includes("comments") ? [] : undefined;
  const init = { eventTypes, ...(comments && { onComment: (comment: string) => void comments.push(comment) }) };
  if (subject.decode) {
    const decoder = subject.decode(init);
    const events: SubjectEvent[] = [];
    for (const chunk of chunks) for (const event of decoder.decode(chunk)) events.push(event);
    for (const event of decoder.flush?.() ?? []) events.push(event);
    return { events, lastEventId: decoder.lastEventId, reconnectionTime: decoder.reconnectionTime, comments };
  }
  const connection = subject.read ? subject.read(streamOf(chunks), init) : await connect(context, chunks, init);
  const events = await context.collect(connection);
  return { events, lastEventId: connection.lastEventId, reconnectionTime: connection.reconnectionTime, comments };
}

/** The chunks as a stream that hands out one whenever it is asked. */
function streamOf(chunks: readonly Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks[next++];
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

function connect(context: CaseContext, chunks: readonly Uint8Array<ArrayBuffer>[], init: DecodeInit): Promise<Connection> {
  const body = chunks.map((chunk) => ({ do: "body", base64: btoa(String.fromCharCode(...chunk)) }) as const);
  const { url } = context.server.script({
    exchanges: [[{ do: "head", headers: { "Content-Type": "text/event-stream" } }, ...body, { do: "end" }]],
  });
  return context.connect(url, init);
}

/** A stream under way: its pieces go out when the case says so, and what comes out can be awaited. */
export interface LiveStream {
  /** Sends the next piece. */
  send(): void;
  /** The next event; `undefined` where a decoder has returned none. */
  next(): Promise<SubjectEvent | undefined>;
}

/** Begins a stream of these pieces, none of which is sent yet. It stays open after the last one. */
export async function begin(context: CaseContext, pieces: readonly string[]): Promise<LiveStream> {
  const { subject } = context;
  const unsent = pieces.map((piece) => new TextEncoder().encode(piece));
  if (subject.decode) {
    const decoder = subject.decode({ eventTypes: [] });
    const events: SubjectEvent[] = [];
    return {
      send: () => void events.push(...decoder.decode(unsent.shift() ?? new Uint8Array())),
      // A decoder's events are there when `decode` returns, or too late.
      next: () => Promise.resolve(events.shift()),
    };
  }
  if (subject.read) {
    let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(started) {
        controller = started;
      },
    });
    context.cleanup(() => controller?.close());
    return { send: () => controller?.enqueue(unsent.shift() ?? new Uint8Array()), next: following(subject.read(body, { eventTypes: [] })) };
  }
  let sent = 0;
  const steps = pieces.flatMap((text, i) => [{ do: "wait", for: `piece ${i}` } as const, { do: "body", text } as const]);
  const script = context.server.script({
    exchanges: [
      [
        { do: "head", headers: { "Content-Type": "text/event-stream" } },
        { do: "body", text: ":\n" },
        ...steps,
        { do: "wait", for: "the end" },
      ],
    ],
  });
  const connection = await context.connect(script.url);
  return { send: () => script.release(`piece ${sent++}`), next: following(connection) };
}

function following(events: AsyncIterable<SubjectEvent>): () => Promise<SubjectEvent | undefined> {
  const iterator = events[Symbol.asyncIterator]();
  return async () => {
    const { done, value } = await iterator.next();
    return done ? undefined : value;
  };
}
