/** Milliseconds after which a cell is given up. The slowest takes a third of that on two cores. */
export const LIMIT = 300_000;

/** Rejects when a cell takes longer than {@link LIMIT}. */
export async function withinLimit<T>(running: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Expected a report within ${LIMIT} ms, got none`)), LIMIT);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
