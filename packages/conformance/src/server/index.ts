export type { Exchange } from "./exchange.ts";
export type { RecordedRequest } from "./request-reader.ts";
export type { Content, ContentCoding, Framing, HeadStep, Scenario, Step } from "./scenario.ts";
export { type Script, type ScriptedServer, startServer } from "./scripted-server.ts";
export { type ServedServer, serve } from "./serve.ts";
