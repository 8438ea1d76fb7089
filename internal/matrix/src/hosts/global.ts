import type { Subject } from "@sse/conformance";
import { type CellReport, type Order, runSuite } from "../suite.ts";

declare global {
  /** Runs the cell that this page or worker holds. */
  var runCell: ((order: Order) => Promise<CellReport>) | undefined;
}

/** The entry of a cell in a page or in edge-runtime, which are driven from outside. */
export function run(subject: Subject): void {
  globalThis.runCell = (order) => runSuite(subject, order);
}
