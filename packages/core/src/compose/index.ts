export type { ReconnectHeaders } from "../reconnect/policy.ts";
export type { Until } from "../source/terminal.ts";
export type { Source } from "../upstream.ts";
export type { ComposableSource, ComposedSource, ElementOf, ResponseOf } from "./composable.ts";
export { filter } from "./filter.ts";
export { map } from "./map.ts";
export { take } from "./take.ts";
