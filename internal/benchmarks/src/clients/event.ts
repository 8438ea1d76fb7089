/** What the server sends and every client must see. */
export const data: string = "x".repeat(232);

/** Without a type and an ID, or with both, as change feeds and MCP send them. */
export type Shape = "plain" | "named";

/** IDs end with the number of the event, in as many digits for each, so that all events are equally long. */
const fieldsOf = (shape: Shape, number: number): string =>
  shape === "plain" ? "" : `event: message\nid: 4e0c1e52-9d1b_${1_760_000_000_000 + number}\n`;

export const eventOf = (shape: Shape, number = 0): Uint8Array => new TextEncoder().encode(`${fieldsOf(shape, number)}data: ${data}\n\n`);
export const event: Uint8Array = eventOf("plain");
