/** Settles when the event loop has been through one more turn: what was due by then has happened. */
export function turn(): Promise<void> {
  const { setImmediate }: { setImmediate?: (task: () => void) => unknown } = globalThis;
  return new Promise((resolve) => void (setImmediate ? setImmediate(resolve) : setTimeout(resolve)));
}
