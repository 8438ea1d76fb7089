const longest = 240;

/** A value as one line for a report: JSON where it can be, with what JSON drops made visible. */
export function render(value: unknown): string {
  if (typeof value === "string") return renderString(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === "function" || typeof value === "symbol" || value === undefined) return String(value);
  try {
    return JSON.stringify(value, (_, inner: unknown) => (inner === undefined ? "(undefined)" : inner)) ?? String(value);
  } catch {
    // Circular, or with a BigInt in it: a report can do without its members.
    return Object.prototype.toString.call(value);
  }
}

/** A string in quotes, with its middle left out where it is long. */
export function renderString(text: string): string {
  if (text.length <= longest) return quote(text);
  const half = longest / 2;
  return `${quote(text.slice(0, half))} … ${quote(text.slice(-half))} (${text.length} characters)`;
}

/** The whole of a string as a JSON string, in which what cannot be seen is escaped: controls, unusual spaces, byte order marks, … */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/(?! )[\p{C}\p{Z}]/gu, escapeForJson);
}

const escapeForJson = (character: string): string =>
  [...Array(character.length).keys()].map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");

/** Whether two values are equal as a report would show them: the same members with the same values; absent and `undefined` are one. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const members = (value: object) => new Map(Object.entries(value).filter(([, member]) => member !== undefined));
  const [ours, theirs] = [members(a), members(b)];
  return ours.size === theirs.size && [...ours].every(([key, member]) => theirs.has(key) && same(member, theirs.get(key)));
}
