import { type OutputOf, outputOf, parse, type StandardSchema } from "./schema.ts";

/**
 * One event of an event stream, as the specification's
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage | dispatch} defines it, under the names of the wire.
 */
export class ServerSentEvent {
  /** The event type: the block's last non-empty `event` field, `"message"` if it has none. */
  readonly event: string;
  /** The `data` fields of the block, joined by line feeds; `""` if the only one is empty. */
  readonly data: string;
  /**
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-last-event-id | last event ID}
   * when this event was dispatched: `""` until one was sent; it persists over events that carry none.
   */
  readonly id: string;
  /** The reconnection time in milliseconds that this block carried, `undefined` if it carried none. */
  readonly retry: number | undefined;

  constructor(event = "message", data = "", id = "", retry?: number) {
    this.event = event;
    this.data = data;
    this.id = id;
    this.retry = retry;
  }

  /**
   * Parses {@link ServerSentEvent.data | data} as JSON, and lets a {@link https://standardschema.dev | Standard Schema} check it, such as those of zod, valibot
   * and arktype.
   *
   * Without a schema, the type parameter is the caller's claim, and nothing checks it.
   *
   * @throws {@link SSEError} with code `ERR_SSE_DATA`, carrying this event, when the data isn't JSON, or doesn't match the schema: `issues` say why.
   * @throws TypeError when it isn't a schema, or an async one, which only `typed()` can wait for.
   */
  json<T = unknown>(): T;
  json<S extends StandardSchema>(schema: S): OutputOf<S>;
  json(schema?: StandardSchema): unknown {
    const value = parse(this);
    if (schema === undefined) return value;
    const result = schema["~standard"]?.validate(value);
    if (!result || "then" in result) {
      throw new TypeError(`Expected a Standard Schema that answers at once, got ${result === undefined ? typeof schema : "a promise"}`);
    }
    return outputOf(result, this);
  }
}

/** An event of any source as a {@link ServerSentEvent}: other decoders yield plain objects, some without a type or an ID. */
export function asEvent(value: unknown): ServerSentEvent {
  if (value instanceof ServerSentEvent) return value;
  const { event, data, id, retry }: Partial<ServerSentEvent> = Object(value);
  return new ServerSentEvent(event, data, id, retry);
}
