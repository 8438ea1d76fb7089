import { readFileSync } from "node:fs";

/** The version of a package that is installed here, by the name under which it is. */
export function versionOf(name: string): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8"));
  return manifest.version;
}
