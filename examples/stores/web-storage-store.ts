import type { ReconnectStore } from "@sse/core";

/** Keeps the position in a browser's storage: in `sessionStorage` over reloads of one tab, in `localStorage` over visits. */
export const webStorageStore = (storage: Pick<Storage, "getItem" | "setItem">, key: string): ReconnectStore => ({
  load: () => storage.getItem(key),
  save: (lastEventId) => storage.setItem(key, lastEventId),
});
