// A page that is reloaded goes on where it was.
import { connectSSE, reconnect } from "@sse/ky";
import ky from "ky";
import { startFlakyServer } from "./flaky-server.ts";
import { webStorageStore } from "./stores/web-storage-store.ts";

const server = await startFlakyServer(4, 4);
// In a browser this is `sessionStorage`.
const items = new Map<string, string>();
const storage = { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value) };

async function page(leaveAt?: string): Promise<void> {
  const store = webStorageStore(storage, "news");
  for await (const event of reconnect((resume) => connectSSE(ky, "GET", server.url, resume), { store })) {
    if (event.data === leaveAt) break;
    console.log(event.data);
  }
}

await page("event 3");
console.log("reloaded after", storage.getItem("news"));
await page();

server.close();

// Prints:
//   event 1
//   event 2
//   reloaded after 2
//   event 3
//   event 4
