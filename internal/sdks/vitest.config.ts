import { tests } from "../../vitest.base.ts";

export default tests(import.meta.dirname, {
  // When a body fails for whatever reason, @ag-ui/client 1.0.0 cancels it without looking at the result, which is rejected.
  onUnhandledError: ({ message }) => !message.includes("/ag-ui: expected"),
});
