export type { Clock } from "../clock.ts";
export type { StandardSchema } from "../schema.ts";
export type { Until } from "../terminal.ts";
export type { Trace, TracedStream, TracePayloads } from "../trace.ts";
export type { WebResponse } from "../transport.ts";
export type { Contract, EventMatcher, EventSchemas } from "../typed/contract.ts";
export { type GuardableFetch, type GuardOptions, guardSSE } from "./guard-sse.ts";
