import { readAll, textOf, webStream } from "./bytes.ts";
import type { AppResponse, Body, HeaderList } from "./exchange.ts";

/**
 * A web `Response`. jest's jsdom environment lacks that class; there it is an object with the members that readers of streams use.
 *
 * @param from - what `new Response` can't be told
 * @param failed - makes the error that the reader sees
 */
export function webResponse(
  { status, statusText, headers, body }: AppResponse,
  from: { readonly url: string; readonly redirected: boolean },
  failed: (error: unknown) => unknown,
): Response {
  if (typeof Response !== "function") {
    const plain = new PlainResponse(status, statusText, headers, body, from, failed);
    return plain as object as Response;
  }
  const pairs = headers.map(([name, value]): [string, string] => [name, value]);
  const response = new Response(body ? webStream(body, failed) : null, { status, statusText, headers: pairs });
  const properties = Object.entries(from).map(([name, value]) => [name, { value, enumerable: true }]);
  return Object.defineProperties(response, Object.fromEntries(properties));
}

class PlainResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
  readonly url: string;
  readonly redirected: boolean;
  readonly #body: Body | undefined;

  constructor(
    status: number,
    statusText: string,
    headers: HeaderList,
    body: Body | undefined,
    { url, redirected }: { readonly url: string; readonly redirected: boolean },
    failed: (error: unknown) => unknown,
  ) {
    this.status = status;
    this.statusText = statusText;
    this.url = url;
    this.redirected = redirected;
    this.#body = body;
    this.body = body ? iterableOf(body, failed) : null;
    this.headers = {
      get: (wanted) => {
        const values = headers.filter(([name]) => name.toLowerCase() === wanted.toLowerCase()).map(([, value]) => value);
        return values.length > 0 ? values.join(", ") : null;
      },
    };
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  async text(): Promise<string> {
    return textOf(await readAll(this.#body));
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}

/** By hand: the `return` of an async generator would wait for a read that may never settle. */
function iterableOf(body: Body, failed: (error: unknown) => unknown): AsyncIterableIterator<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const value = await body.read();
        return value ? { done: false, value } : { done: true, value: undefined };
      } catch (error) {
        throw failed(error);
      }
    },
    async return() {
      body.cancel();
      return { done: true, value: undefined };
    },
  };
}
