import { type Case, type Category, categories, type Level, levels } from "./case.ts";
import { cases } from "./cases/index.ts";

/** Which cases to run; several members together narrow further. */
export interface Selection {
  /** @defaultValue all */
  categories?: readonly Category[] | undefined;
  /** @defaultValue all */
  levels?: readonly Level[] | undefined;
  /** Case IDs; a `*` stands for any text, as in `decoding/bom-*`. @defaultValue all */
  ids?: readonly string[] | undefined;
}

/** @throws TypeError for a name that is misspelt, and for a selection of nothing: a run that is green because it was empty is worth nothing. */
export function select({ categories: wanted, levels: grades, ids }: Selection = {}): readonly Case[] {
  for (const category of wanted ?? []) {
    if (!categories.includes(category)) throw new TypeError(`There is no category "${category}": expected one of ${categories.join(", ")}`);
  }
  for (const level of grades ?? []) {
    if (!levels.includes(level)) throw new TypeError(`There is no level "${level}": expected one of ${levels.join(", ")}`);
  }
  const inCategories = cases.filter(
    ({ category, level }) => (wanted === undefined || wanted.includes(category)) && (grades === undefined || grades.includes(level)),
  );
  if (inCategories.length === 0) {
    const wanting = [wanted && `the categories [${wanted.join(", ")}]`, grades && `the levels [${grades.join(", ")}]`];
    throw new TypeError(`Expected a selection of at least one case, got none of ${wanting.filter(Boolean).join(" and ")}`);
  }
  if (ids === undefined) return inCategories;
  if (ids.length === 0) throw new TypeError("ids: expected at least one case, got none");
  const chosen = new Set<Case>();
  for (const id of ids) {
    const pattern = new RegExp(`^${id.split("*").map(escapeForRegExp).join(".*")}$`);
    const matching = inCategories.filter((one) => pattern.test(one.id));
    if (matching.length === 0) throw new TypeError(`There is no case "${id}"${wanted || grades ? " among those that are selected" : ""}`);
    for (const one of matching) chosen.add(one);
  }
  return inCategories.filter((one) => chosen.has(one));
}

const escapeForRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
