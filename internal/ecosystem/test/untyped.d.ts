/** node-fetch 2 comes without types. */
declare module "node-fetch2" {
  const fetch: typeof globalThis.fetch;
  export default fetch;
}
