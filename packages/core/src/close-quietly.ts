/**
 * Closes something that isn't ours, such as a client's body or another library's iterator. It waits for nothing, and ignores what the call
 * throws or rejects with, so that one failure doesn't keep the rest from closing.
 */
export function closeQuietly(close: () => unknown): void {
  try {
    Promise.resolve(close()).catch(() => {});
  } catch {
    // Whatever could be closed is closed.
  }
}
