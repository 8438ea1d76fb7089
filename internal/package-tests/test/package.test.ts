import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, inject, it } from "vitest";
import { publicApi } from "../src/public-api.ts";
import { published } from "../src/published.ts";

const tarballs = inject("tarballs");

describe.each(published)("$name as it is published", (subject) => {
  const read = (): Buffer => readFileSync(tarballs[subject.name] ?? `${subject.name} is not packed`);

  it("has nothing that publint complains about", async () => {
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(read()).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it("has types that resolve to what runs, in every module resolution", async () => {
    const result = await checkPackage(createPackageFromTarballData(read()));
    expect(result.types).toBeTruthy();
    const problems = result.types ? result.problems : [];
    // A resolver that doesn't read `exports` finds JSON files only by their path.
    expect(problems.filter((it) => !("entrypoint" in it && it.entrypoint.endsWith(".json")))).toEqual([]);
  });

  it("ships the sources that its source maps name", () => {
    const pack = createPackageFromTarballData(read());
    const files = pack.listFiles();
    const maps = files.filter((file) => file.endsWith(".map"));
    expect(maps.length).toBeGreaterThan(0);
    const named = maps.flatMap((map) => {
      const { sources }: { sources: string[] } = JSON.parse(pack.readFile(map));
      return sources.map((source) => posix.join(posix.dirname(map), source));
    });
    expect(named.filter((source) => !files.includes(source))).toEqual([]);
  });

  it("has error classes under their own names, which Node prints for an uncaught error", async () => {
    const built: Record<string, unknown> = await import(pathToFileURL(join(subject.folder, "dist", "index.js")).href);
    const errors = Object.entries(built).filter(
      ([, it]) => typeof it === "function" && Object.create(it.prototype ?? null) instanceof Error,
    );
    expect(errors.map(([, it]) => (it as { name: string }).name)).toEqual(errors.map(([name]) => name));
  });

  it("has the public names that were reviewed", async () => {
    await expect(publicApi(subject)).toMatchFileSnapshot(`../api/${subject.name.replace("@sse/", "")}.txt`);
  });
});
