/** What the server sends and every client must see. */
export const data: string = "x".repeat(232);
export const event: Uint8Array = new TextEncoder().encode(`data: ${data}\n\n`);
