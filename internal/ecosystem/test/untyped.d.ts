/** node-fetch 2 comes without types. */
declare module "node-fetch2" {
  const fetch: typeof globalThis.fetch;
  export default fetch;
}

/** Of whatwg-fetch, which has no types either, only the class is used. */
declare module "whatwg-fetch" {
  export class Response {
    constructor(body: string, init?: { status: number; headers: [string, string][] });
    readonly status: number;
    readonly headers: Headers;
    text(): Promise<string>;
  }
}
