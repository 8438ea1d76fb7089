export { type Recordable, type RecordOptions, record } from "./record.ts";
export { type ReplayOptions, replay } from "./replay.ts";
export { serve, type TestServer } from "./serve.ts";
