export {
  type Case,
  type CaseContext,
  type CaseInfo,
  type Category,
  ConformanceFailure,
  categories,
  type Evidence,
  type Level,
} from "./case.ts";
export type { Policies } from "./policies.ts";
export type { CaseResult, FailureReport, Report, Verdict } from "./report.ts";
export type { Exchange } from "./server/exchange.ts";
export type { RecordedRequest } from "./server/request-reader.ts";
export type { Content, ContentCoding, Framing, HeadStep, Scenario, Step } from "./server/scenario.ts";
export { type Script, type ScriptedServer, startServer } from "./server/scripted-server.ts";
export { type ServedServer, serve } from "./server/serve.ts";
export type {
  Capability,
  ConnectInit,
  Connection,
  DeclaredCapability,
  DecodeInit,
  PushDecoder,
  Subject,
  SubjectEvent,
} from "./subject.ts";
