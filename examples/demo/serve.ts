import { startServer } from "../server.ts";

/** Runs the server that the READMEs' examples talk to, until Ctrl-C. Resolves with the exit code. */
export async function serve(port: number): Promise<number> {
  let server: Awaited<ReturnType<typeof startServer>>;
  try {
    server = await startServer(port);
  } catch (error) {
    console.error(`Expected port ${port} to be free, got ${error instanceof Error ? error.message : error}. Give another with --port.`);
    return 1;
  }
  console.log(`Listening on ${server.url.replace("127.0.0.1", "localhost")}. Ctrl-C ends it.`);
  console.log("GET /sse  GET /deployment  GET /temperature  GET /silence  POST /chat  POST /chat/overloaded  POST /private");
  await new Promise<void>((resolve) => {
    // Not `once`: a terminal and npm may each send the signal.
    for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => resolve());
  });
  server.close();
  return 0;
}
