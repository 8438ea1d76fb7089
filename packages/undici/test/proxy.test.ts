import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as undici8 from "undici";
import * as undici7 from "undici7";
import { afterEach, describe, expect, it } from "vitest";
import { connectSSE, reconnect } from "../src/index.ts";

let proxy: Server | undefined;
afterEach(() => void proxy?.close());

/** Starts a proxy that refuses every tunnel. @returns its URL, and how many it has refused */
async function refusingProxy(status: string): Promise<{ url: string; refusals: () => number }> {
  let refusals = 0;
  proxy = createServer().on("connect", (_, socket) => {
    refusals++;
    socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, refusals: () => refusals };
}

const versions: [string, typeof undici8][] = [
  ["undici 8", undici8],
  ["undici 7", undici7 as object as typeof undici8],
];

describe.each(versions)("a proxy's refusal with %s", (_, { ProxyAgent }) => {
  // https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6: any status but 2xx means that there is no tunnel
  it.each([
    ["407 Proxy Authentication Required", 407],
    ["403 Forbidden", 403],
  ])("%s is final for reconnect, as the server's own would be", async (line, status) => {
    const { url, refusals } = await refusingProxy(line);
    const agent = new ProxyAgent({ uri: url, proxyTunnel: true });
    const connect = () => connectSSE(agent, "GET", "http://127.0.0.1:9/sse");
    const message = `GET http://127.0.0.1:9/sse: expected status 2xx, got ${status} from the proxy`;
    await expect(connect()).rejects.toMatchObject({ code: "ERR_SSE_STATUS", status, message });
    const before = refusals();
    const read = async (): Promise<void> => {
      for await (const event of reconnect(connect)) expect.fail(`it got ${event.data}`);
    };
    await expect(read()).rejects.toMatchObject({ code: "ERR_SSE_GAVE_UP", status });
    expect(refusals()).toBe(before + 1);
    await agent.destroy();
  });
});
