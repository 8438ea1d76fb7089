import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** This package. */
export const here: string = join(import.meta.dirname, "..");
export const packagesFolder: string = join(here, "..", "..", "packages");

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports: Readonly<
    Record<string, string | { readonly import: { readonly types: string }; readonly require: { readonly default: string } }>
  >;
}

export interface Published {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

export const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** The packages that a release publishes. */
export const published: readonly Published[] = readdirSync(packagesFolder)
  .map((entry) => join(packagesFolder, entry))
  .map((folder) => ({ folder, manifest: readManifest(folder) }))
  .filter(({ manifest }) => !manifest.private)
  .map((it) => ({ ...it, name: it.manifest.name }));
