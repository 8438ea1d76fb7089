import { readFile, rename, writeFile } from "node:fs/promises";
import type { ReconnectStore } from "@sse/core";

/**
 * Keeps the position in a file, for one consumer at a time.
 *
 * It is written beside the file and then takes its place, so that a process which is killed meanwhile leaves the last position whole. What
 * survives the machine's own crash is up to its file system; at worst, events come again.
 */
export const fileStore = (path: string): ReconnectStore => ({
  async load() {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
  },
  async save(lastEventId) {
    await writeFile(`${path}.new`, lastEventId);
    await rename(`${path}.new`, path);
  },
});
