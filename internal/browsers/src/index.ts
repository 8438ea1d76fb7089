import { existsSync } from "node:fs";
import { type Browser, chromium, firefox } from "playwright-core";

export type { Browser, Page } from "playwright-core";

/** A browser of this machine. */
export interface InstalledBrowser {
  /** Why it can't be launched here; `undefined` if it can. */
  readonly missing: string | undefined;
  launch(): Promise<Browser>;
}

const first = (...paths: (string | undefined)[]): string | undefined => paths.find((path) => path !== undefined && existsSync(path));

const chromiumPath = first(
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
);
const firefoxPath = first(
  process.env.FIREFOX_PATH,
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
);

/** The browsers of this machine. None is downloaded. */
export const browsers: Readonly<Record<"Chromium" | "Firefox", InstalledBrowser>> = {
  Chromium: {
    missing: chromiumPath === undefined ? "needs Chromium (Debian: apt-get install chromium; CHROMIUM_PATH may name another)" : undefined,
    launch: () =>
      chromium.launch({
        ...(chromiumPath && { executablePath: chromiumPath }),
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
      }),
  },
  Firefox: {
    missing: firefoxPath === undefined ? "needs Firefox (Debian: apt-get install firefox-esr; FIREFOX_PATH may name another)" : undefined,
    launch: () => firefox.launch({ channel: "moz-firefox", ...(firefoxPath && { executablePath: firefoxPath }) }),
  },
};
