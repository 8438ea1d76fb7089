export type { Clock } from "../clock.ts";
export type { WebResponse } from "../connect/transport.ts";
export type { StandardSchema } from "../schema.ts";
export type { Until } from "../source/terminal.ts";
export type { Trace, TracedStream, TracePayloads } from "../trace.ts";
export type { Contract, EventMatcher, EventSchemas } from "../typed/contract.ts";
export { type GuardableFetch, type GuardOptions, guardSSE } from "./guard-sse.ts";
