import { connectSSE as overAxios } from "@sse/axios";
import { runConformance, subjectOf } from "@sse/conformance";
import { connectSSE as overFetch } from "@sse/fetch";
import { connectSSE as overKy } from "@sse/ky";
import { connectSSE as overUndici } from "@sse/undici";
import axios from "axios";
import ky from "ky";
import { appTransport } from "../src/index.ts";
import * as f from "./forwarders.ts";

const [kind, client, cats, ids] = process.argv.slice(2);
const t = appTransport(kind === "fetch" ? f.fetchHandler : f.nodeListener);
const ax = axios.create(t.axios),
  k = ky.create(t.ky);
const c = {
  fetch: (...r) => overFetch(t.fetch, ...r),
  undici: (...r) => overUndici(t.dispatcher, ...r),
  axios: (m, u, { body, ...o }) => overAxios(ax, m, u, { ...o, data: body }),
  ky: (...r) => overKy(k, ...r),
}[client];
const s = subjectOf(c, { name: client, version: "0", policies: { redirects: client === "undici" ? "refused" : "followed" } });
let pass = 0;
const start = Date.now();
const report = await runConformance(s, { categories: cats.split(","), ...(ids && { ids: ids.split(",") }) });
for (const r of report.results) {
  if (r.verdict === "pass") pass++;
  else if (r.verdict === "fail")
    console.log(
      r.id,
      "|",
      r.failure?.message,
      "| exp",
      JSON.stringify(r.failure?.expected)?.slice(0, 200),
      "| got",
      JSON.stringify(r.failure?.got)?.slice(0, 200),
    );
  else if (r.verdict !== "not claimed") console.log(r.id, r.verdict, r.reason);
}
console.log(kind, client, cats, pass, "passed of", report.results.length, Date.now() - start, "ms");
process.exit(0);
