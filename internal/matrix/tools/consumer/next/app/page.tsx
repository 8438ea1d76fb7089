// A server component, with the `fetch` that Next.js patches.
import { connectSSE } from "@sse/fetch";
import { streamUrl } from "./origin";

export const dynamic = "force-dynamic";

export default async function Page() {
  const seen: string[] = [];
  for await (const { data } of await connectSSE(fetch, "GET", streamUrl())) seen.push(data);
  return <p id="seen">{seen.join(" ")}</p>;
}
