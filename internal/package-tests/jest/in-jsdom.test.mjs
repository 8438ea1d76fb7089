// What needs ES modules: ky is one, so jest can't require `@sse/ky`.
import { readFileSync } from "node:fs";

const scope = new URL("../node_modules/@sse/", import.meta.url);

test.each(["core", "fetch", "undici", "axios", "ky", "testing", "conformance"])("every entry of @sse/%s can be imported", async (name) => {
  const { exports } = JSON.parse(readFileSync(new URL(`${name}/package.json`, scope), "utf8"));
  for (const path of Object.keys(exports)) {
    // vitest refuses to be imported by another runner.
    if (path === "./vitest" || path.endsWith(".json")) continue;
    expect(Object.keys(await import(`@sse/${name}${path.slice(1)}`))).not.toEqual([]);
  }
});
