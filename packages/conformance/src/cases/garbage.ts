import type { CaseContext } from "../case.ts";
import { settled } from "./streams.ts";

/** Collects garbage, and again what its finalizers let go. */
export async function collectGarbage({ host }: CaseContext): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await host.collectGarbage?.();
    await settled();
  }
}
