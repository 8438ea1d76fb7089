import { connectSSE as axiosSSE } from "@sse/axios";
import type { ConnectAttempt, ServerSentEvent } from "@sse/core";
import { connectSSE as fetchSSE } from "@sse/fetch";
import { connectSSE as kySSE } from "@sse/ky";
import { connectSSE as undiciSSE } from "@sse/undici";
import axios from "axios";
import ky from "ky";
import { Agent } from "undici";

export interface Adapter {
  readonly name: string;
  /** How `reconnect` connects to this URL. */
  connect(url: string): ConnectAttempt<ServerSentEvent>;
}

/** Each of the four over its client as its users have it. */
export function adapters(): readonly Adapter[] {
  const agent = new Agent();
  return [
    { name: "fetch", connect: (url) => (resume) => fetchSSE(fetch, "GET", url, resume) },
    { name: "undici", connect: (url) => (resume) => undiciSSE(agent, "GET", url, resume) },
    { name: "axios", connect: (url) => (resume) => axiosSSE(axios, "GET", url, resume) },
    { name: "ky", connect: (url) => (resume) => kySSE(ky, "GET", url, resume) },
  ];
}
