const warned = new Set<string>();

/** Prints a warning, but each text only once in the life of the process. */
export function warnOnce(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  console.warn(`sse: ${text}`);
}
