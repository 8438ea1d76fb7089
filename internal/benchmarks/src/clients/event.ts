/** What the server sends and every client must see. */
export const data: string = "x".repeat(232);

/** Without a type and an ID, or with both, as change feeds and MCP send them. */
export type Shape = "plain" | "named";
const fields: Record<Shape, string> = { plain: "", named: "event: message\nid: 4e0c1e52-9d1b_1760000000000\n" };

export const eventOf = (shape: Shape): Uint8Array => new TextEncoder().encode(`${fields[shape]}data: ${data}\n\n`);
export const event: Uint8Array = eventOf("plain");
