import type { ServerSentEvent } from "../event.ts";
import { type ErrorContext, parse } from "../schema.ts";

/** The data of one event, parsed at most once and only if something needs it. */
export class EventData {
  readonly #event: ServerSentEvent;
  readonly #contextOf: () => ErrorContext;
  #parsed: { readonly value: unknown } | undefined;

  constructor(event: ServerSentEvent, contextOf: () => ErrorContext) {
    this.#event = event;
    this.#contextOf = contextOf;
  }

  get text(): string {
    return this.#event.data;
  }

  get isEmpty(): boolean {
    return this.text === "";
  }

  /** The data, parsed. @throws SSEError with code `ERR_SSE_DATA` when it isn't JSON. */
  get json(): unknown {
    this.#parsed ??= { value: parse(this.#event, this.#contextOf) };
    return this.#parsed.value;
  }

  /** The data, parsed if it is JSON. */
  get jsonOrText(): unknown {
    try {
      return this.json;
    } catch {
      return this.text;
    }
  }

  /** A field of the data that is a string; `undefined` if there is none. */
  stringAt(field: string): string | undefined {
    const { json } = this;
    const value: unknown =
      typeof json === "object" && json && Object.hasOwn(json, field) ? (json as Record<string, unknown>)[field] : undefined;
    return typeof value === "string" ? value : undefined;
  }
}
