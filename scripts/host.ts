import { statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Programs that tests start and npm doesn't install. A test that needs another one adds it here. */
const programs = ["chromium", "chromium-browser", "google-chrome", "firefox", "firefox-esr", "python3", "redis-server"];

/**
 * What test results depend on and no file of the repository says: the platform, Node, and the programs of this machine with their age.
 * It is part of the hash of every test task, so a result isn't reused after one of these has changed.
 */
export function describeHost(): string {
  const { platform, arch, version, env } = process;
  const folders = (env.PATH ?? "").split(delimiter);
  const found = programs.flatMap((name) => folders.map((folder) => ageOf(join(folder, name))).find((age) => age !== undefined) ?? []);
  const named = env.CHROMIUM_PATH ? [ageOf(env.CHROMIUM_PATH) ?? `${env.CHROMIUM_PATH} is missing`] : [];
  return [platform, arch, version, ...found, ...named].join(" ");
}

function ageOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? `${path}@${Math.round(stats.mtimeMs)}` : undefined;
}
