import type { Dispatcher } from "undici";
import { type AppResponse, exchange, type HeaderList, type Origin } from "./exchange.ts";
import { peer } from "./peer.ts";
import { requestBody } from "./request-body.ts";

/** The older handler methods, which undici 7's `request` and the `fetch` of Node 24 and older have. */
interface LegacyHandler {
  onConnect?(abort: (reason?: unknown) => void, context: object): void;
  onHeaders?(status: number, headers: Buffer[], resume: () => void, statusText: string): boolean;
  onData?(chunk: Buffer): boolean;
  onComplete?(trailers: Buffer[]): void;
  onError?(error: unknown): void;
}

type Handler = Dispatcher.DispatchHandler;

/**
 * Makes an undici `Dispatcher` whose requests an app answers, live and with backpressure. Like every dispatcher it follows redirects only when it
 * is composed with `interceptors.redirect()`, and hands over compressed bytes as they are.
 *
 * @throws TypeError if undici isn't installed.
 */
export function dispatcherView(origin: Origin): Dispatcher {
  const { Dispatcher, errors } = peer<typeof import("undici")>("undici", "a dispatcher");
  return new (class InProcessDispatcher extends Dispatcher {
    override dispatch(options: Dispatcher.DispatchOptions, handler: Handler): boolean {
      const current = "onRequestStart" in handler ? handler : fromLegacy(handler as LegacyHandler);
      const controller = new Controller();
      current.onRequestStart?.(controller, {});
      const headers = headerList(options.headers);
      const invalid = headers.find(([name, value]) => !isHeader(name, value));
      if (invalid) current.onResponseError?.(controller, new errors.InvalidArgumentError(`invalid ${invalid[0]} header`));
      else void deliver(origin, options, headers, controller, current);
      return true;
    }

    override close(): Promise<void>;
    override close(callback: () => void): void;
    override close(callback?: () => void): Promise<void> | undefined {
      return settled(callback);
    }

    override destroy(): Promise<void>;
    override destroy(callback: () => void): void;
    override destroy(error: Error | null, callback?: () => void): Promise<void>;
    override destroy(...args: unknown[]): Promise<void> | undefined {
      return settled(args.at(-1));
    }
  })();
}

/** No connection outlives its request, so there is nothing to wait for. */
function settled(callback: unknown): Promise<void> | undefined {
  if (typeof callback !== "function") return Promise.resolve();
  queueMicrotask(() => callback());
  return undefined;
}

async function deliver(
  origin: Origin,
  { origin: base = "http://localhost", path, method, body: given, query }: Dispatcher.DispatchOptions,
  headers: HeaderList,
  controller: Controller,
  handler: Handler,
): Promise<void> {
  try {
    const url = new URL(path, base);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, String(value));
    const body = requestBody(given);
    const extra: [string, string | undefined][] = [
      ["content-length", body?.length?.toString()],
      ["content-type", isForm(given) ? body?.type : undefined],
    ];
    const added = extra.filter(
      (pair): pair is [string, string] => pair[1] !== undefined && !headers.some(([name]) => name.toLowerCase() === pair[0]),
    );
    const request = { method: method.toUpperCase(), url, headers: [...headers, ...added], body: body?.body, signal: controller.signal };
    await pump(await exchange(origin, request), controller, handler);
  } catch (error) {
    handler.onResponseError?.(controller, error instanceof Error ? error : Object.assign(new Error(String(error)), { cause: error }));
  }
}

async function pump({ status, statusText, headers, body }: AppResponse, controller: Controller, handler: Handler): Promise<void> {
  controller.rawHeaders = headers.flatMap((pair) => pair.map((text) => Buffer.from(text, "latin1")));
  handler.onResponseStart?.(controller, status, recordOf(headers), statusText);
  try {
    for (let chunk = await body?.read(); chunk; chunk = await body?.read()) {
      handler.onResponseData?.(controller, Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      await controller.resumed;
    }
  } catch (error) {
    body?.cancel(error); // A handler that throws ends its request.
    throw error;
  }
  handler.onResponseEnd?.(controller, {});
}

/** The controller of a request, as its handler gets it. */
class Controller implements Dispatcher.DispatchController {
  readonly #abort = new AbortController();
  #resume = (): void => {};
  /** Settles when the handler takes more. */
  resumed: Promise<void> = Promise.resolve();
  paused = false;
  rawHeaders: Buffer[] | null = null;
  rawTrailers: Buffer[] | null = null;

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get aborted(): boolean {
    return this.signal.aborted;
  }

  get reason(): Error | null {
    return this.aborted ? this.signal.reason : null;
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.resumed = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.paused = false;
    this.#resume();
  }

  abort(reason: Error): void {
    this.#abort.abort(reason);
    this.resume();
  }
}

function fromLegacy(handler: LegacyHandler): Handler {
  const legacyPause = (controller: Dispatcher.DispatchController, more: boolean | undefined): void => {
    if (more === false) controller.pause();
  };
  return {
    onRequestStart: (controller, context) => handler.onConnect?.((reason) => controller.abort(reason as Error), context),
    onResponseStart: (controller, status, headers, statusText) => {
      const raw = Object.entries(headers).flatMap(([name, values]) => [values ?? ""].flat().flatMap((value) => [name, value]));
      const bytes = raw.map((text) => Buffer.from(text, "latin1"));
      legacyPause(
        controller,
        handler.onHeaders?.(status, bytes, () => controller.resume(), statusText ?? ""),
      );
    },
    onResponseData: (controller, chunk) => legacyPause(controller, handler.onData?.(chunk)),
    onResponseEnd: () => handler.onComplete?.([]),
    onResponseError: (_, error) => handler.onError?.(error),
  };
}

/** undici takes a flat list, pairs, or a record with lists. */
function headerList(headers: Dispatcher.DispatchOptions["headers"]): HeaderList {
  if (!headers) return [];
  if (Array.isArray(headers) && typeof headers[0] === "string") {
    return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? ""] as const] : []));
  }
  const pairs: Iterable<readonly [string, string | number | readonly string[] | undefined]> =
    Symbol.iterator in headers ? (headers as Iterable<[string, string]>) : Object.entries(headers);
  return [...pairs].flatMap(([name, values]) =>
    values === undefined || values === null ? [] : [values].flat().map((value) => [name, String(value)] as const),
  );
}

function recordOf(headers: HeaderList): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = record[key];
    record[key] = before === undefined ? value : [before, value].flat();
  }
  return record;
}

/** https://fetch.spec.whatwg.org/#concept-header */
const isHeader = (name: string, value: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

const isForm = (body: unknown): boolean => Object.prototype.toString.call(body) === "[object FormData]";
