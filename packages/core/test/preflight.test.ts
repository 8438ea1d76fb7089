import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../src/index.ts";

/** What a browser's fetch rejects with, whatever CORS had against the request. */
const refused = async (): Promise<never> => {
  throw new TypeError("Failed to fetch");
};

const messageFor = async (url: string, lastEventId?: string): Promise<unknown> => {
  const error: unknown = await connect(refused, "GET", url, { lastEventId }).catch((failure: unknown) => failure);
  return error instanceof Error ? error.message : expect.unreachable("it did not fail");
};

const hint = "Last-Event-ID makes a browser send OPTIONS first, and the server must allow the header";

// https://fetch.spec.whatwg.org/#cors-safelisted-request-header
describe("a request without a response", () => {
  beforeEach(() => {
    vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 (X11)" });
    vi.stubGlobal("location", new URL("https://page.example/index.html"));
  });
  afterEach(() => vi.unstubAllGlobals());

  it("that resumes at another origin says that a browser sends OPTIONS first", async () => {
    expect(await messageFor("https://api.example/events", "7")).toContain(hint);
  });

  it.each([
    ["at the page's own origin", "https://page.example/events", "7"],
    ["at a relative URL", "/events", "7"],
    ["without a last event ID", "https://api.example/events", undefined],
  ])("%s says nothing of it", async (_, url, lastEventId) => {
    expect(await messageFor(url, lastEventId)).not.toContain(hint);
  });

  it("outside of a browser says nothing of it", async () => {
    vi.stubGlobal("navigator", { userAgent: "Node.js/24" });
    expect(await messageFor("https://api.example/events", "7")).not.toContain(hint);
  });
});
