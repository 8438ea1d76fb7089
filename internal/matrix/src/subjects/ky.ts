import { subjectOf } from "@sse/conformance";
import { connectSSE, reconnect } from "@sse/ky";
import ky from "ky";

export default subjectOf((...request) => connectSSE(ky, ...request), { name: "@sse/ky", version: "packed", reconnect });
