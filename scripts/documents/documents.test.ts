import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ExampleServer, startServer } from "../../examples/server.ts";
import { type Block, blocks } from "./blocks.ts";
import { ModelAPIs } from "./model-apis.ts";

const code = blocks.filter(({ language }) => /^[cm]?[jt]s$|^(java|type)script$/.test(language));
const fileOf = (block: Block): string =>
  join(block.folder, `block-${blocks.indexOf(block)}.${/^[cm]?js$/.test(block.language) ? "mjs" : "ts"}`).replaceAll("\\", "/");

describe("documents", () => {
  it("name the language of every block", () => {
    expect(blocks.filter(({ language }) => !language).map(({ place }) => place)).toEqual([]);
  });

  it("have code to check", () => {
    expect(code.length).toBeGreaterThan(0);
  });
});

describe("code in documents type-checks", () => {
  let program: ts.Program;
  beforeAll(() => {
    program = programOf(code);
  }, 60_000);

  it.for(code)("$place", (block) => {
    const file = program.getSourceFile(fileOf(block));
    const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")).join("\n")).toBe("");
  });
});

describe.concurrent("code in documents prints what is shown", () => {
  let server: ExampleServer;
  const models = new ModelAPIs();
  beforeAll(async () => {
    server = await startServer();
    await models.start();
  });
  afterAll(() => {
    server.close();
    models.close();
  });

  it.for(code.filter(({ output }) => output !== undefined))("$place", { timeout: 30_000 }, async (block, { expect }) => {
    const program = models.standIn(block.given + block.code).replaceAll("http://localhost:8000", server.url);
    const args = ["--conditions=@sse/source", "--input-type=module-typescript", "--eval", program];
    const child = spawn(process.execPath, args, { cwd: block.folder, stdio: ["ignore", "pipe", "pipe"], timeout: 20_000 });
    const [printed, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(complaint).toBe("");
    expect(printed.replaceAll(server.url, "http://localhost:8000")).toBe(block.output);
  });
});

/** All blocks as files that exist only here, each a module in the folder whose dependencies it imports. */
function programOf(code: readonly Block[]): ts.Program {
  const sources = new Map(code.map((block) => [fileOf(block), `${block.given}${block.code}\nexport {};\n`]));
  const base = join(import.meta.dirname, "..", "..", "tsconfig.base.json");
  const config = ts.readConfigFile(base, ts.sys.readFile).config.compilerOptions;
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config, types: ["node"], isolatedDeclarations: false, allowJs: true, checkJs: true },
    join(base, ".."),
  );
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const source = sources.get(file);
    return source === undefined ? getSourceFile(file, languageVersion, ...rest) : ts.createSourceFile(file, source, languageVersion);
  };
  return ts.createProgram([...sources.keys()], options, host);
}
