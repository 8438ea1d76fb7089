import type { Until } from "../source/terminal.ts";
import { typeIs } from "./fields.ts";

/** {@link https://docs.ag-ui.com/concepts/events | AG-UI}, named by the field `type`. The run ends with `RUN_FINISHED`. `RUN_ERROR` is an error. */
export const agUI: { readonly name: "type"; readonly until: Until; readonly error: "RUN_ERROR" } = {
  name: "type",
  until: (event) => typeIs(event, "RUN_FINISHED", "RUN_ERROR"),
  error: "RUN_ERROR",
};
