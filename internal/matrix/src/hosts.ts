import { type ScriptedServer, serve } from "@sse/conformance/server";
import type { Cell } from "./cells.ts";
import { runInBrowser, startBrowser } from "./hosts/browser.ts";
import { runInEdgeRuntime, runInProcess, runInWorkerd } from "./hosts/process.ts";
import type { Kind } from "./runtimes.ts";
import type { CellReport, Order } from "./suite.ts";

/** What runs the cells of each kind of runtime. A browser is started once for all of its cells. */
export class Hosts {
  readonly #server: ScriptedServer;
  readonly #control: string;
  #workerd: Promise<unknown> = Promise.resolve();
  readonly #browsers = new Map<Kind, ReturnType<typeof startBrowser>>();

  constructor(server: ScriptedServer, control: string) {
    this.#server = server;
    this.#control = control;
  }

  async run(cell: Cell, project: string, order: Order): Promise<CellReport> {
    const remote = { ...order, control: this.#control };
    switch (cell.runtime.kind) {
      case "node":
      case "bun":
      case "deno":
        return runInProcess(cell, project, order);
      case "edge-runtime":
        return runInEdgeRuntime(cell, project, remote);
      case "workerd":
        return this.#runInWorkerd(cell, project, order);
      default:
        return this.#runInBrowser(cell, project, remote);
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#browsers.values()].map(async (browser) => (await browser).close()));
  }

  /** One at a time, because a Worker's timers are late when the machine is busy. */
  async #runInWorkerd(cell: Cell, project: string, order: Order): Promise<CellReport> {
    const running = this.#workerd.then(async () => {
      const { control, close } = await serve();
      return runInWorkerd(cell, project, { ...order, control }).finally(close);
    });
    this.#workerd = running.catch(() => {});
    return running;
  }

  async #runInBrowser(cell: Cell, project: string, order: Order): Promise<CellReport> {
    const { runtime } = cell;
    const browser = this.#browsers.get(runtime.kind) ?? startBrowser(runtime);
    this.#browsers.set(runtime.kind, browser);
    return runInBrowser(await browser, cell, project, order, this.#server);
  }
}
