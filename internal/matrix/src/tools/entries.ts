import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every module that our packed packages export, as a consumer imports it: `@sse/core`, `@sse/core/stream`, … */
export function entriesOf(consumer: string): string[] {
  const scope = join(consumer, "node_modules", "@sse");
  return readdirSync(scope).flatMap((name) => {
    const { exports }: { exports: object } = JSON.parse(readFileSync(join(scope, name, "package.json"), "utf8"));
    return Object.keys(exports)
      .filter((path) => !path.endsWith(".json"))
      .map((path) => `@sse/${name}${path.slice(1)}`);
  });
}
