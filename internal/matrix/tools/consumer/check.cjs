// Runs what a bundler made of the program, against a server of its own, and prints what the program saw: `node check.cjs FILE`.
const { createServer } = require("node:http");
const { resolve } = require("node:path");

const server = createServer((request, response) => {
  if (request.url.endsWith("/refused")) return response.writeHead(404).end("no");
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end("data: a\n\ndata: b\n\n");
});

server.listen(0, "127.0.0.1", async () => {
  const built = require(resolve(process.argv[2]));
  const program = built.program ?? built.default?.program ?? globalThis.program;
  console.log(JSON.stringify(await program(`http://127.0.0.1:${server.address().port}/sse`)));
  process.exit();
});
