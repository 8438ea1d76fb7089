import { whenSettled } from "../compose/when-settled.ts";
import { SSEError } from "../errors.ts";
import type { ServerSentEvent } from "../event.ts";
import { messageOf } from "../message.ts";
import { dataError, type ErrorContext, outputOf, type StandardSchema } from "../schema.ts";
import type { Contract } from "./contract.ts";
import { EventData } from "./event-data.ts";
import { isNamed, isPicked, schemaFor } from "./matching.ts";
import { text } from "./schemas.ts";

/** What a contract makes of an event: its name and its data, or nothing if the event is to be skipped. */
export type Reading = { readonly name: string; readonly data: unknown } | undefined;

/** How much of an error's data its message shows. */
const LONGEST_SHOWN = 200;

/** Reads events by a contract: finds their names, has their data checked, and throws the server's errors. */
export class EventReader {
  readonly #contract: Contract;
  readonly #contextOf: () => ErrorContext;

  /** @param contextOf - what errors tell of the request and its response */
  constructor(contract: Contract, contextOf: () => ErrorContext) {
    this.#contract = contract;
    this.#contextOf = contextOf;
  }

  /**
   * Reads one event. It gives a promise only where a schema does.
   *
   * @throws SSEError with code `ERR_SSE_SERVER` for an error of the server, `ERR_SSE_DATA` for data that isn't JSON or doesn't match its schema.
   */
  read(event: ServerSentEvent): Reading | PromiseLike<Reading> {
    const { ignore, error } = this.#contract;
    const data = new EventData(event, this.#contextOf);
    if (isPicked(ignore, event)) return undefined;
    if (isPicked(error, event)) throw this.#serverError(event, data.jsonOrText);
    const name = this.#nameOf(event, data);
    if (name === undefined) return this.#readUnknown(event, data);
    if (isNamed(ignore, name)) return undefined;
    return isNamed(error, name) ? this.#readError(event, name, data) : this.#readNamed(event, name, data);
  }

  /** Whether the contract declares this event as an error of the server. */
  isError(event: ServerSentEvent): boolean {
    const { error } = this.#contract;
    if (error === undefined || isPicked(error, event)) return error !== undefined;
    try {
      return isNamed(error, this.#nameOf(event, new EventData(event, this.#contextOf)) ?? "");
    } catch {
      return false; // Its name can't be read, because its data isn't JSON.
    }
  }

  /** The event's name; `undefined` if its data has none. */
  #nameOf(event: ServerSentEvent, data: EventData): string | undefined {
    const { name } = this.#contract;
    if (name === undefined) return event.event;
    return data.isEmpty ? undefined : data.stringAt(name);
  }

  #readNamed(event: ServerSentEvent, name: string, data: EventData): Reading | PromiseLike<Reading> {
    const { events } = this.#contract;
    if (!events) return data.isEmpty ? undefined : { name, data: data.json };
    const schema = schemaFor(events, name);
    if (!schema) return this.#readUnknown(event, data, name);
    if (schema === text) return { name, data: data.text };
    // A priming event has an ID and empty data: it only moves the position.
    return data.isEmpty ? undefined : this.#check(schema, event, data.json, (output) => ({ name, data: output }));
  }

  #readUnknown(event: ServerSentEvent, data: EventData, name?: string): Reading {
    const { events = {}, name: field, unknown } = this.#contract;
    if (unknown === "yield") return { name: name ?? event.event, data: data.jsonOrText };
    // Without a type that the name could be read from, empty data is a priming event.
    if (unknown !== "throw" || (field !== undefined && data.isEmpty)) return undefined;
    const kind = field === undefined ? "event type" : `"${field}"`;
    throw dataError(event, `a declared ${kind} (${Object.keys(events).join(", ")})`, {}, this.#contextOf());
  }

  #readError(event: ServerSentEvent, name: string, data: EventData): PromiseLike<never> {
    const schema = schemaFor(this.#contract.error, name) ?? schemaFor(this.#contract.events, name);
    const fail = (output: unknown): never => {
      throw this.#serverError(event, output);
    };
    if (!schema || schema === text) return fail(schema ? data.text : data.jsonOrText);
    return this.#check(schema, event, data.json, fail) as PromiseLike<never>;
  }

  #check<T>(schema: StandardSchema, event: ServerSentEvent, value: unknown, then: (output: unknown) => T): T | PromiseLike<T> {
    return whenSettled(schema["~standard"].validate(value), (result) => then(outputOf(result, event, this.#contextOf)));
  }

  #serverError(event: ServerSentEvent, data: unknown): SSEError {
    const { label, ...context } = this.#contextOf();
    const message = messageOf(label, `expected an answer, got an error from the server: ${event.data.slice(0, LONGEST_SHOWN)}`);
    return new SSEError("ERR_SSE_SERVER", message, { ...context, event, data });
  }
}
