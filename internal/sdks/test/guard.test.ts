import { readFileSync } from "node:fs";
import { join } from "node:path";
import { guardSSE } from "@sse/fetch";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { type Fault, faults } from "../src/fault.ts";
import { sdks } from "../src/protocols/index.ts";
import { type Outcome, run } from "../src/run.ts";
import type { Sdk } from "../src/sdk.ts";
import { openStream } from "../src/server.ts";
import { tables, withTables } from "../src/table.ts";
import { type Verdict, type Verdicts, verdictsOf } from "../src/verdict.ts";

const guide = join(import.meta.dirname, "../../../docs/guard.md");

// AG-UI's client prints what it throws.
beforeAll(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

const found = new Map<string, Promise<Verdicts>>();
/** What an SDK makes of a fault, found out once. */
function verdicts(sdk: Sdk, fault: Fault): Promise<Verdicts> {
  const key = `${sdk.title} ${fault.title}`;
  const promise = found.get(key) ?? verdictsOf(sdk, fault);
  found.set(key, promise);
  return promise;
}

describe.each(sdks.map((sdk) => ({ title: sdk.title, sdk })))("$title", ({ sdk }) => {
  it("gives the same with and without the guard, event by event as it arrives", async () => {
    const plain = await oneByOne(sdk, fetch);
    expect(plain).toMatchObject({ error: undefined });
    expect(await oneByOne(sdk, guardSSE(fetch, sdk.contract))).toEqual(plain);
  });

  it.each<[string, readonly Fault[], Verdict]>([
    ["reads a whole answer, however it is written", [faults.none, faults.crlf, faults.comment, faults.mark], "whole"],
    ["reports an answer that is cut", [...(sdk.contract.until ? [faults.truncated] : []), faults.cut], "truncated"],
    ["reports an answer that stalls", [faults.stalled], "idle"],
    ["reports what the server says", [faults.error, faults.refused], "server's error"],
  ])("%s", async (_, some, verdict) => {
    for (const fault of some) expect(await verdicts(sdk, fault), fault.title).toMatchObject({ guarded: verdict });
  });
});

it("docs/guard.md shows how each SDK ends", async () => {
  await expect(withTables(readFileSync(guide, "utf8"), await tables(verdicts))).toMatchFileSnapshot(guide);
});

/** Sends each event only when the SDK has given what came of the one before. */
async function oneByOne(sdk: Sdk, client: typeof fetch): Promise<Outcome> {
  let see = (): void => {};
  onTestFinished(() => see());
  const answer: Parameters<typeof run>[2] = async (response) => {
    openStream(response).flushHeaders();
    for (const { text, isShown } of sdk.answer) {
      const seen = new Promise<void>((resolve) => {
        see = resolve;
      });
      response.write(text);
      if (isShown) await seen;
    }
    response.end();
  };
  return run(sdk, client, answer, () => see());
}
