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
