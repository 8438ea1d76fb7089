/**
 * Reads one stream over each client with an `idleTimeout`, and says so. Whoever started it may stop the process, or tell it to block for a while.
 * At the end it prints what each loop ended with.
 */
import { clients } from "../test/clients.ts";

const [url = "", idleTimeout = ""] = process.argv.slice(2);
process.on("message", (milliseconds: number) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
});

let ready = 0;
const outcomes = await Promise.all(
  clients.map(async ({ name, connect }) => {
    try {
      let count = 0;
      for await (const event of await connect("GET", url, { idleTimeout: Number(idleTimeout) })) {
        if (++count === 1 && ++ready === clients.length) process.send?.("ready");
        if (event.data === "last") return `${name}: last`;
      }
      return `${name}: the end`;
    } catch (error) {
      return `${name}: ${error}`;
    }
  }),
);
console.log(outcomes.join("\n"));
process.exit();
