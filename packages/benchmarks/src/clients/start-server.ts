import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

let server: ChildProcess | undefined;
let origin: Promise<string> | undefined;

/** Where the server listens, one for all sections. */
export function serverOrigin(): Promise<string> {
  server ??= fork(join(import.meta.dirname, "server.ts"), { execArgv: ["--conditions=@sse/source"] });
  origin ??= once(server, "message").then(([port]) => `http://127.0.0.1:${port}`);
  return origin;
}

/** Ends the server, if it was started. */
export function stopServer(): void {
  server?.disconnect();
  server = origin = undefined;
}
