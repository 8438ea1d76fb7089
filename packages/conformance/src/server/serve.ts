import type { AddressInfo } from "node:net";
import { createControl } from "./control.ts";
import { startServer } from "./local-server.ts";

/** The scripted server with its control port: what `sse-conformance serve` runs. */
export interface ServedServer {
  /** Where scenarios are put on the server and watched. */
  readonly control: string;
  readonly origin: string;
  readonly otherOrigin: string;
  close(): Promise<void>;
}

/** Starts the scripted server with a control port, on free ports of 127.0.0.1. */
export async function serve(options: { readonly controlPort?: number } = {}): Promise<ServedServer> {
  const server = await startServer();
  const control = createControl(server);
  const port = await new Promise<number>((resolve, reject) => {
    control.on("error", reject);
    control.listen(options.controlPort ?? 0, "127.0.0.1", () => resolve((control.address() as AddressInfo).port));
  }).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  return {
    control: `http://127.0.0.1:${port}`,
    origin: server.origin,
    otherOrigin: server.otherOrigin,
    async close() {
      const closed = new Promise((resolve) => control.close(resolve));
      control.closeAllConnections();
      await Promise.all([closed, server.close()]);
    },
  };
}
