import type { Case, Category } from "../case.ts";
import type { HostFeature } from "../host/host.ts";

/** What the cases of a group share. */
type Shared = Pick<Case, "level" | "spec" | "needs" | "policy" | "limit" | "alone" | "host">;

/** A case as its author writes it. What it states itself replaces what its group states; its `needs` and `host` are added to the group's. */
export interface SourceCase extends Pick<Case, "title" | "run">, Partial<Shared> {
  /** The rule in lower-case words, without the category: `break-closes-the-socket`. */
  readonly id: string;
}

/** Cases about one topic. Level, specification and needs are stated once, and a case states only what differs. */
export interface Group extends Shared {
  readonly cases: readonly SourceCase[];
}

/** The complete cases of a category's groups, in order. */
export function casesOf(category: Category, groups: readonly Group[]): readonly Case[] {
  return groups.flatMap(({ cases, ...shared }) =>
    cases.map(
      ({ id, title, needs = [], host = [], ...own }): Case => ({
        id: `${category}/${id}`,
        title,
        category,
        ...shared,
        ...own,
        needs: [...new Set([...shared.needs, ...needs])],
        ...hostOf([...(shared.host ?? []), ...host]),
      }),
    ),
  );
}

const hostOf = (features: readonly HostFeature[]): Pick<Case, "host"> => (features.length > 0 ? { host: [...new Set(features)] } : {});
