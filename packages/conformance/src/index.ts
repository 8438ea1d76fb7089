export { allCapabilities, type Capability, type DeclaredCapability } from "./capabilities.ts";
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
export type { DecodingVector } from "./cases/decoding/vector.ts";
export { vectors } from "./cases/decoding/vectors.ts";
export { cases } from "./cases/index.ts";
export { type Host, type HostFeature, hostFeatures } from "./host/host.ts";
export type { KnownFailures } from "./known-failures.ts";
export type { Policies } from "./policies.ts";
export { type ConnectionCallbacks, pushConnection } from "./push-connection.ts";
export type { CaseResult, FailureReport, Report, Verdict } from "./report.ts";
export { formatReport, type ReportFormat, reportFormats } from "./reports/format.ts";
export { type RunOptions, runConformance } from "./run.ts";
export type { Selection } from "./selection.ts";
export type { RecordedRequest } from "./server/recorded-request.ts";
export { connectServer } from "./server/remote-server.ts";
export type { Content, ContentCoding, Framing, HeadStep, Scenario, Step } from "./server/scenario.ts";
export type { Exchange, Script, ScriptedServer } from "./server/scripted-server.ts";
export {
  type ConnectInit,
  type Connection,
  capabilitiesOf,
  type DecodeInit,
  type PushDecoder,
  type Subject,
  type SubjectEvent,
} from "./subject.ts";
export {
  type BoundConnectSSE,
  type ConnectedSource,
  type ConnectSSEOptions,
  type Reconnect,
  type ReconnectInit,
  type SubjectDescription,
  subjectOf,
} from "./subject-of.ts";
