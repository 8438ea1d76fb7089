/**
 * {@link https://docs.langchain.com/langsmith/streaming | LangGraph's runs}, named by the event type. Events named `error` are errors.
 *
 * It has no `until`: servers may end a run without an event that says so. If yours sends `end`, add `until: ({ event }) => event === "end" || event === "error"`.
 */
export const langGraph: { readonly error: "error" } = { error: "error" };
