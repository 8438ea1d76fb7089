import type { Spread } from "../measure.ts";

/** A ratio with its spread: "1.62 (1.58 to 1.66)". */
export const withSpread = ({ median, low, high }: Spread): string => `${digits(median)} (${digits(low)} to ${digits(high)})`;

/** Three significant digits. */
export const digits = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString("en") : String(+value.toPrecision(3)));

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? "---" : "--:")), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");

/** The same comparison the other way round: times as long instead of times as fast. */
export const inverse = ({ median, low, high }: Spread): Spread => ({ median: 1 / median, low: 1 / high, high: 1 / low });
