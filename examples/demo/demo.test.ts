import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ExampleServer, startServer } from "../server.ts";
import { clientNames } from "./clients.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

let server: ExampleServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

/** Runs the demo without a terminal; `onOutput` may speak to it. */
function demo(args: string[], onOutput: (stdout: string, child: ReturnType<typeof spawn>) => void = () => {}) {
  const child = spawn(process.execPath, ["--conditions=@sse/source", main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    onOutput(stdout, child);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** What one client did, as "type rest", without times. */
const seenBy = (client: string, output: string): string[] =>
  output.split("\n").flatMap((line) => {
    const [, name, rest] = /^ *[\d.]+ s {2}(\w+) +(.*)$/.exec(line) ?? [];
    return name === client && rest ? [rest.replace(/ {2,}/g, " ")] : [];
  });

describe("the tour", () => {
  it("shows every event, the error and the break, for each client, and ends by itself", async () => {
    const { code, stdout, stderr } = await demo([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const client of clientNames) {
      expect(seenBy(client, stdout)).toEqual([
        "open status 200",
        'queued #1 {"position":2}',
        'building #2 {"percent":25}',
        'building #3 {"percent":75}',
        "log #4 212 tests passed ✓\\n0 tests failed",
        'live #5 {"url":"https://example.com"}',
        "end the server has finished; last event ID 5",
        expect.stringMatching(/^failed ERR_SSE_STATUS GET http:.*: expected status 2xx, got 401 .*Sign in first/),
        'sample #1 {"celsius":20.5}',
        'sample #2 {"celsius":21}',
        "break the loop is over, and so is the connection",
      ]);
    }
    expect(stdout).toMatch(/Streams still open on the server: 0\n$/);
    expect(stdout).not.toContain("\x1b");
  });

  it("can be taken with some of the clients", async () => {
    const { code, stdout } = await demo(["--client", "ky", "--client", "undici"]);
    expect(code).toBe(0);
    expect(clientNames.filter((client) => seenBy(client, stdout).length > 0)).toEqual(["undici", "ky"]);
  });
});

describe("an endpoint of one's own", () => {
  it("is read to its end by every client", async () => {
    const { code, stdout, stderr } = await demo([`${server.url}/sse`]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const client of clientNames) {
      expect(seenBy(client, stdout)).toEqual([
        "open status 200",
        "greeting #1 hello",
        "message #2 world",
        "end the server has finished, after 2 events",
      ]);
    }
  });

  it("gets the method, the headers and the body that were asked for", async () => {
    const { code, stdout } = await demo(["--data", '{"prompt":"Why?"}', "--header", "x-test: 1", `${server.url}/chat`]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^POST http/);
    for (const client of clientNames) expect(seenBy(client, stdout)).toContain('message {"token":"Why? "}');
  });

  it("is left at Ctrl-C, with exit code 0 and nothing open", async () => {
    let interrupted = false;
    const { code, stdout, stderr } = await demo([`${server.url}/temperature`], (output, child) => {
      if (interrupted || !clientNames.every((client) => seenBy(client, output).length > 2)) return;
      interrupted = child.kill("SIGINT") && child.kill("SIGINT"); // twice, as a terminal and npm may both send it
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const client of clientNames) expect(seenBy(client, stdout).at(-1)).toMatch(/^closed after \d+ events$/);
    await server.idle();
  });

  it("that refuses the connection gives one line a client, and exit code 1", async () => {
    server.close();
    const { code, stderr } = await demo([`${server.url}/sse`]);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split("\n")).toHaveLength(clientNames.length);
    const refused = `connect ECONNREFUSED ${new URL(server.url).host}`;
    for (const client of clientNames)
      expect(seenBy(client, stderr)).toEqual([
        `failed ERR_SSE_CONNECT GET ${server.url}/sse: expected a response, got ECONNREFUSED (${refused})`,
      ]);
  });

  it("is not shown with its credentials", async () => {
    const { code, stdout, stderr } = await demo([`${server.url.replace("//", "//me:secret@")}/sse`]);
    expect(code).toBe(1); // Every client refuses such a URL, and says where credentials belong.
    expect(stdout + stderr).not.toContain("secret");
    expect(stderr).toContain("Authorization header");
  });

  it("that answers 404 gives one line a client, with what the server said, and exit code 1", async () => {
    const { code, stderr } = await demo([`${server.url}/nowhere`, "--client", "fetch", "--client", "axios"]);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
    for (const client of ["fetch", "axios"])
      expect(seenBy(client, stderr)).toEqual([
        `failed ERR_SSE_STATUS GET ${server.url}/nowhere: expected status 2xx, got 404 {"error":{"type":"not_found","message":"Nothing at GET /nowhere"}}`,
      ]);
  });
});

describe("--serve", () => {
  it("serves what the READMEs' examples talk to, until it is interrupted", async () => {
    let answer: Promise<string> | undefined;
    const { code, stdout, stderr } = await demo(["--serve", "--port", "0"], (output, child) => {
      const [url] = /http:\S+\d/.exec(output) ?? [];
      if (answer || !url) return;
      answer = fetch(`${url}/sse`).then((response) => response.text());
      void answer.finally(() => child.kill("SIGINT"));
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Listening on http://localhost:");
    expect(await answer).toContain("data: hello");
  });

  it("says so when the port is taken", async () => {
    const { code, stderr } = await demo(["--serve", "--port", new URL(server.url).port]);
    expect(code).toBe(1);
    expect(stderr).toContain("EADDRINUSE");
  });
});

describe("the command line", () => {
  it("explains itself", async () => {
    const { code, stdout } = await demo(["--help"]);
    expect(code).toBe(0);
    for (const option of ["--method", "--header", "--data", "--client", "--help"]) expect(stdout).toContain(option);
  });

  it("answers a mistake with one line and exit code 2", async () => {
    const stderr = "Unknown option '--metod' (--help shows the options)\n";
    expect(await demo(["--metod", "GET"])).toEqual({ code: 2, stdout: "", stderr });
  });
});
