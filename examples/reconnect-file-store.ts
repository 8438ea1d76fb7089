// A consumer that crashes in the middle of its work, and resumes where it really was: the event that it was working on comes again.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectSSE, reconnect } from "@sse/axios";
import axios from "axios";
import { startFlakyServer } from "./flaky-server.ts";
import { fileStore } from "./stores/file-store.ts";

const server = await startFlakyServer(5, 2);
const folder = await mkdtemp(join(tmpdir(), "sse-example-"));

async function consume(work: (data: string) => void): Promise<void> {
  const store = fileStore(join(folder, "position"));
  const source = reconnect((resume) => connectSSE(axios, "GET", server.url, resume), { store });
  for await (const event of source) work(event.data);
}

try {
  await consume((data) => {
    if (data === "event 3") throw new Error(`crashed at ${data}`);
    console.log(data);
  });
} catch (error) {
  console.log(String(error));
}
await consume((data) => console.log(data));

await rm(folder, { recursive: true });
server.close();

// Prints:
//   event 1
//   event 2
//   Error: crashed at event 3
//   event 3
//   event 4
//   event 5
