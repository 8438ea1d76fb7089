/** A URL as messages show it: without credentials, query and fragment. */
export function redactURL(url: string | URL): string {
  return String(url)
    .replace(/[?#].*$/s, "")
    .replace(/^((?:[^/\\:]*:)?[\s/\\]*)[^/\\]*@/, "$1");
}

/** A text that we didn't write, without the secrets of the URLs in it: credentials, queries and fragments. All other words stay. */
export function redact(text: string): string {
  return text.replace(/\S+/g, (word) => {
    const start = word.search(/[^("'`<[{]/);
    let end = word.length;
    while (end > start && ")\"'`>]},.;:!".includes(word.charAt(end - 1))) end--;
    const url = word.slice(start, end);
    const query = url.search(/[?#]/);
    const secret = url.includes("://") || /:[^/\\]*@/.test(url) || (query !== -1 && /[=&]/.test(url.slice(query)));
    return secret ? word.slice(0, start) + redactURL(url) + word.slice(end) : word;
  });
}

/**
 * An error and its causes, from the outside in. Clients wrap the error that says what happened in one that says only "fetch failed".
 */
export function causeChain(error: unknown): unknown[] {
  const chain = [error];
  for (let { cause } = Object(error); cause && chain.length < LONGEST_CHAIN; { cause } = Object(cause)) chain.push(cause);
  return chain;
}

const LONGEST_CHAIN = 10;
const LONGEST_REASON = 500;

/** The reason of a failure, for a message: the code and the message of the innermost cause that has any; `""` if none has. */
export function reasonOf(error: unknown): string {
  return causeChain(error).reduceRight<string>((reason, cause) => reason || ownReason(cause), "");
}

function ownReason(error: unknown): string {
  const { code, message } = Object(error);
  const words = redact(String(message ?? (typeof error === "string" ? error : "")).slice(0, LONGEST_REASON)).trim();
  if (typeof code !== "string" || words === code) return words;
  return words ? `${code} (${words})` : code;
}
