import { type WatchPageOptions, watchPage } from "@sse/core/page";
import { describe, expect, it } from "vitest";
import { reconnect } from "../src/index.ts";
import { ManualClock, Origin, settled } from "./reconnect-world.ts";

class Page extends EventTarget {
  visibilityState = "visible";

  show(state: "visible" | "hidden"): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

/** A source that is watched, with its page, its network and its server. */
function watched(options: WatchPageOptions = {}) {
  const clock = new ManualClock();
  const network = new EventTarget();
  const page = new Page();
  const origin = new Origin((_, request) =>
    request === 1 ? { do: "stream", chunks: ["id: 1\ndata: a\n\n"], after: "hold" } : { do: "refuse" },
  );
  const source = reconnect((resume) => origin.connectSSE(resume), { clock });
  const iterator = source[Symbol.asyncIterator]();
  const stop = watchPage(source, { window: network, document: page, clock, ...options });
  const open = async () => {
    await iterator.next();
    iterator.next().catch(() => {});
    await settled();
    expect(source.state).toBe("open");
  };
  /** As `open`, and then the next attempt has failed. */
  const wait = async () => {
    await open();
    source.reconnectNow();
    await settled();
    expect(source.state).toBe("waiting");
    return origin.requests.length;
  };
  const online = () => network.dispatchEvent(new Event("online"));
  return { clock, page, online, origin, source, stop, open, wait };
}

const requests = async ({ origin }: { origin: Origin }): Promise<number> => {
  await settled();
  return origin.requests.length;
};

describe("watchPage", () => {
  it("replaces the connection when the network is back", async () => {
    const world = watched();
    await world.open();
    world.online();
    expect(await requests(world)).toBe(2);
    expect(world.origin.requests[1]?.headers["last-event-id"]).toBe("1");
    world.source.close();
  });

  it("ends a wait when the network is back, or when the page is shown", async () => {
    for (const happen of [
      (world: ReturnType<typeof watched>) => world.online(),
      ({ page }: ReturnType<typeof watched>) => page.show("visible"),
    ]) {
      const world = watched();
      const before = await world.wait();
      world.page.show("hidden");
      expect(await requests(world)).toBe(before);
      happen(world);
      expect(await requests(world)).toBe(before + 1);
      world.source.close();
    }
  });

  it.each<[string, WatchPageOptions["staleAfter"], number, number]>([
    ["that was hidden for a moment leaves the connection", undefined, 29_999, 1],
    ["that was hidden for long replaces the connection", undefined, 30_000, 2],
    ["is measured by staleAfter", 1_000, 1_000, 2],
    ["replaces the connection each time with staleAfter: 0", 0, 0, 2],
    ["never replaces the connection with staleAfter: Infinity", Number.POSITIVE_INFINITY, 1e9, 1],
  ])("showing a page %s", async (_, staleAfter, hiddenFor, expected) => {
    const world = watched({ staleAfter });
    await world.open();
    world.page.show("hidden");
    world.clock.pass(hiddenFor);
    world.page.show("visible");
    expect(await requests(world)).toBe(expected);
    world.source.close();
  });

  it("stops when it's told to, and at the first event after the source was closed", async () => {
    const world = watched();
    await world.open();
    world.stop();
    world.online();
    world.clock.pass(1e6);
    world.page.show("visible");
    expect(await requests(world)).toBe(1);
    world.source.close();

    let reconnected = 0;
    const network = new EventTarget();
    const source = { state: "closed" as "closed" | "waiting", reconnectNow: () => reconnected++ };
    const page = new Page();
    for (const happen of [() => network.dispatchEvent(new Event("online")), () => page.show("visible")]) {
      watchPage(source, { window: network, document: page });
      source.state = "closed";
      happen();
      source.state = "waiting";
      network.dispatchEvent(new Event("online"));
      page.show("visible");
    }
    expect(reconnected).toBe(0);
  });

  it("does nothing outside a browser, and refuses what isn't a duration", () => {
    const source = { state: "open" as const, reconnectNow: () => expect.unreachable() };
    watchPage(source)();
    expect(() => watchPage(source, { staleAfter: -1 })).toThrow(new RangeError("staleAfter: expected milliseconds, got -1"));
  });
});
