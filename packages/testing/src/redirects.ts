import type { AppResponse, Body, ClientRequest, HeaderList } from "./exchange.ts";

/** `fetch` gives up after this many redirects. */
const MOST = 20;

/** A response, and where it came from. */
export interface Followed {
  readonly response: AppResponse;
  readonly url: URL;
  readonly redirected: boolean;
}

/**
 * Follows redirects as `fetch` does: https://fetch.spec.whatwg.org/#http-redirect-fetch
 *
 * @throws TypeError where `fetch` fails for a redirect.
 */
export async function followRedirects(
  ask: (request: ClientRequest) => Promise<AppResponse>,
  first: ClientRequest,
  mode: RequestRedirect,
): Promise<Followed> {
  const body = first.body && new RepeatableBody(first.body);
  let request: ClientRequest = { ...first, body };
  for (let count = 0; ; count++) {
    const response = await ask(request);
    const { url } = request;
    const location = response.headers.find(([name]) => name.toLowerCase() === "location")?.[1];
    if (mode === "manual" || location === undefined || !REDIRECTS.has(response.status)) return { response, url, redirected: count > 0 };
    body?.startOver();
    response.body?.cancel();
    if (mode === "error") throw new TypeError("unexpected redirect");
    if (count === MOST) throw new TypeError("redirect count exceeded");
    request = next(request, response.status, new URL(location, url));
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function next(request: ClientRequest, status: number, url: URL): ClientRequest {
  const { method } = request;
  const sameOrigin = url.origin === request.url.origin;
  const asGet = status === 303 ? method !== "GET" && method !== "HEAD" : method === "POST" && (status === 301 || status === 302);
  const dropped = (name: string): boolean =>
    (asGet && /^content-/i.test(name)) || (!sameOrigin && /^(authorization|cookie|host|proxy-authorization)$/i.test(name));
  const headers: HeaderList = request.headers.filter(([name]) => !dropped(name));
  return { ...request, url, headers, ...(asGet && { method: "GET", body: undefined }) };
}

/** A request's body that keeps what was read of it, since 307 and 308 have it sent again. */
class RepeatableBody implements Body {
  readonly #source: Body;
  readonly #chunks: Uint8Array[] = [];
  #at = 0;
  #kept = false;

  constructor(source: Body) {
    this.#source = source;
  }

  startOver(): void {
    this.#at = 0;
    this.#kept = true;
  }

  async read(): Promise<Uint8Array | undefined> {
    this.#kept = false;
    const chunk = this.#chunks[this.#at] ?? (await this.#source.read());
    if (chunk && this.#at === this.#chunks.length) this.#chunks.push(chunk);
    if (chunk) this.#at++;
    return chunk;
  }

  cancel(reason?: unknown): void {
    if (!this.#kept) this.#source.cancel(reason);
  }
}
