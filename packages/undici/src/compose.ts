export {
  type ComposableSource,
  type ComposedSource,
  type ElementOf,
  filter,
  map,
  type ReconnectHeaders,
  type ResponseOf,
  type Source,
  take,
  type Until,
} from "@sse/core/compose";
