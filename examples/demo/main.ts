// What `npm start` runs. It is built before it runs, because Node 20 can't run TypeScript.
import { help, readOptions, UsageError } from "./options.ts";
import { makeScreen } from "./screen.ts";
import { serve } from "./serve.ts";
import { tour } from "./tour.ts";
import { watch } from "./watch.ts";

process.exitCode = await main();

async function main(): Promise<number> {
  // A reader that has seen enough, such as `head`, isn't a fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.do === "help") {
      console.log(help);
      return 0;
    }
    if (options.do === "serve") return await serve(options.port);
    const screen = makeScreen(process.stdout, process.env);
    if (options.do === "tour") {
      await tour(options.clients, screen);
      return 0;
    }
    const interruption = new AbortController();
    // Not `once`: a terminal and npm may each send the signal, and the second must not cut the farewell short.
    for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => interruption.abort());
    const well = await watch(options.clients, options.target, interruption.signal, screen, makeScreen(process.stderr, process.env));
    return well ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message} (--help shows the options)`);
    return 2;
  }
}
