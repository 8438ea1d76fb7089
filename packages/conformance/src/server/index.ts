export { type LocalServer, startServer } from "./local-server.ts";
export type { RecordedRequest } from "./recorded-request.ts";
export { connectServer } from "./remote-server.ts";
export type { Content, ContentCoding, Framing, HeadStep, Scenario, Step } from "./scenario.ts";
export type { Exchange, Script, ScriptedServer } from "./scripted-server.ts";
export { type ServedServer, serve } from "./serve.ts";
