import type { Capability } from "./capabilities.ts";
import type { Case } from "./case.ts";
import { featuresOf, type Host } from "./host/host.ts";
import { presumedPolicies } from "./policies.ts";
import { capabilitiesOf, type Subject } from "./subject.ts";

/** Why a case says nothing about a subject, or `undefined` if it is to run. */
export function whyNotClaimed(
  running: Case,
  subject: Subject,
  capabilities: ReadonlySet<Capability> = capabilitiesOf(subject),
): string | undefined {
  const missing = running.needs.filter((capability) => !capabilities.has(capability));
  if (missing.length > 0) return `needs ${missing.join(", ")}`;
  for (const [policy, choice] of Object.entries(running.policy ?? {})) {
    const declared = new Map(Object.entries({ ...presumedPolicies, ...subject.policies })).get(policy);
    if (declared === undefined) return `no policy declared for ${policy}`;
    if (declared !== choice) return `declares the policy ${policy}: ${declared}`;
  }
  return undefined;
}

/** Why a case can't run on a host, or `undefined` if it can. */
export function whyNotPossible(running: Case, subject: Subject, host: Host, server: boolean): string | undefined {
  const features = featuresOf(host, server);
  const uses = usesServer(running, subject) ? (["server"] as const) : [];
  const missing = [...uses, ...(running.host ?? [])].filter((feature) => !features.has(feature));
  return missing.length > 0 ? `needs ${missing.join(", ")} of ${host.name}` : undefined;
}

/** Decoding needs a server only if the subject has nothing but `connect`. */
export function usesServer({ needs }: Case, { decode, read }: Subject): boolean {
  return needs.includes("connect") || needs.includes("reconnect") || (needs.includes("decode") && !decode && !read);
}
