import { connectSSE, reconnect } from "@sse/axios";
import { subjectOf } from "@sse/conformance";
import axios from "axios";

const client = axios.create({ adapter: "fetch" });

export default subjectOf((method, url, { body, ...options }) => connectSSE(client, method, url, { ...options, data: body }), {
  name: "@sse/axios, fetch adapter",
  version: "packed",
  reconnect,
});
