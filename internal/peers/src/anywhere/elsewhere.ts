import { join } from "node:path";
import { browsers } from "@sse/browsers";
import type { Report } from "@sse/conformance";
import { serve } from "@sse/conformance/server";
import { bundle } from "./bundle.ts";
import { denoIsMissing, runInDeno } from "./deno.ts";
import { runInPage } from "./page.ts";
import type { RunElsewhere } from "./run-subject.ts";

/** A place in which a bundle runs. */
interface Place {
  /** Why it isn't there; `undefined` if it is. */
  readonly missing: string | undefined;
  /** @returns the report, and the version of what it ran in, if the report's `runtime` doesn't tell it */
  run(control: string, module: string, options: RunElsewhere): Promise<{ readonly report: Report; readonly version: string }>;
}

const inPage = ({ missing, launch }: (typeof browsers)["Chromium"]): Place => ({
  missing,
  async run(control, module, options) {
    const browser = await launch();
    try {
      return { report: await runInPage(browser, control, module, options), version: browser.version() };
    } finally {
      await browser.close();
    }
  },
});

const places = {
  Chromium: inPage(browsers.Chromium),
  Firefox: inPage(browsers.Firefox),
  Deno: {
    missing: denoIsMissing,
    async run(control, module, options) {
      const report = await runInDeno(control, module, options);
      return { report, version: report.runtime.replace("Deno ", "") };
    },
  },
} satisfies Record<string, Place>;

type PlaceName = keyof typeof places;

/** A peer that doesn't run in Node.js. */
export interface PeerElsewhere {
  /** As the report names it. */
  readonly name: string;
  readonly place: PlaceName;
  /** The module of the subject, in `subjects`. */
  readonly module: string;
}

export const peersElsewhere: readonly PeerElsewhere[] = [
  { name: "EventSource of Chromium", place: "Chromium", module: "event-source" },
  { name: "EventSource of Firefox", place: "Firefox", module: "event-source" },
  { name: "EventSource of Deno", place: "Deno", module: "event-source" },
  { name: "sse.js", place: "Chromium", module: "sse-js" },
];

/** Why a peer can't run on this machine; `undefined` if it can. */
export const missingFor = ({ place }: PeerElsewhere): string | undefined => places[place].missing;

/** Runs the suite on a peer, where it lives. A subject without a version is the platform's own, and has the platform's. */
export async function runElsewhere({ name, place, module }: PeerElsewhere, options: RunElsewhere = {}): Promise<Report> {
  const served = await serve();
  try {
    const bundled = await bundle(join(import.meta.dirname, "subjects", `${module}.ts`));
    const { report, version } = await places[place].run(served.control, bundled, options);
    const { subject } = report;
    const named = subject.version === "" ? version : `${subject.version} (${place} ${version})`;
    return { ...report, subject: { ...subject, name, version: named } };
  } finally {
    await served.close();
  }
}
