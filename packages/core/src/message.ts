/** An error's message: the request, if it is known, then what was expected and what came. */
export function messageOf(label: string | null | undefined, text: string): string {
  return label ? `${label}: ${text}` : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
