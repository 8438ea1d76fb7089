/** The stream that the server reads. */
export function streamUrl(): string {
  const { SSE_URL } = process.env;
  if (!SSE_URL) throw new TypeError("Expected SSE_URL in the environment, got nothing");
  return SSE_URL;
}
