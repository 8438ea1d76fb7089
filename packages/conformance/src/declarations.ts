import { allCapabilities } from "./capabilities.ts";
import type { Policies } from "./policies.ts";

const choices: { readonly [Name in keyof Policies]-?: readonly NonNullable<Policies[Name]>[] } = {
  redirects: ["followed", "refused"],
  compression: ["decompressed", "refused"],
  noContent: ["ends", "throws"],
  serverErrors: ["retried", "fatal"],
  brokenStreams: ["throw", "end"],
  delivery: ["pulled", "pushed"],
};
const choicesOf: ReadonlyMap<string, readonly unknown[]> = new Map(Object.entries(choices));

/**
 * What is wrong with the capabilities and policies that a subject declares; `undefined` if nothing is. A typing error in one would leave its cases unclaimed, and the
 * report would look as green as before.
 */
export function wrongDeclaration({ capabilities, policies = {} }: { capabilities: unknown; policies?: unknown }): string | undefined {
  if (!Array.isArray(capabilities)) return "expected an array as its capabilities";
  const declarable: readonly unknown[] = allCapabilities;
  const capability = capabilities.find((it) => !declarable.includes(it));
  if (capability !== undefined) {
    return `there is no capability ${JSON.stringify(capability)} to declare; expected some of ${declarable.join(", ")}`;
  }
  if (typeof policies !== "object" || policies === null) return "expected an object as its policies";
  for (const [name, choice] of Object.entries(policies)) {
    const allowed = choicesOf.get(name);
    if (!allowed) return `there is no policy ${JSON.stringify(name)} to declare; expected some of ${[...choicesOf.keys()].join(", ")}`;
    if (choice !== undefined && !allowed.includes(choice)) {
      return `there is no choice ${JSON.stringify(choice)} of the policy ${name}; expected ${allowed.join(" or ")}`;
    }
  }
  return undefined;
}
