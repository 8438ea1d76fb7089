// @ts-expect-error: with a browser's types here, a server that uses `document` would compile.
export const title = document.title;
