// @ts-expect-error: with Node's types here, a page that uses `Buffer` would compile.
export const bytes = Buffer.from("");
