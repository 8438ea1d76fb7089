import { connectSSE, reconnect } from "@sse/axios";
import { subjectOf } from "@sse/conformance";
import axios from "axios";

const client = axios.create({ adapter: "http" });

export default subjectOf((method, url, { body, ...options }) => connectSSE(client, method, url, { ...options, data: body }), {
  name: "@sse/axios, http adapter",
  version: "packed",
  reconnect,
});
