import { join } from "node:path";
import ts from "typescript";
import { type Consumer, consumers } from "./consumer.ts";
import { here } from "./published.ts";

interface Setting {
  readonly title: string;
  readonly file: "quickstart.mts" | "quickstart.cts";
  readonly consumers: readonly Consumer[];
  readonly options: ts.CompilerOptions;
}

// ky is an ES module only. `module: node16` allows no `require` of one, `node20` does; both resolve as `moduleResolution: node16` says.
const modulesOnly = (consumer: Consumer): boolean => consumer.client?.name === "ky";
const node = { lib: ["lib.es2023.d.ts"], types: ["node"] };
const browser = { lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"], types: [] };
const forBrowsers = ({ subject }: Consumer): boolean => !["@sse/undici", "@sse/conformance"].includes(subject.name);

/** What strangers put into their tsconfig: how modules resolve, and whether the types of Node or those of a browser are there. */
export const settings: readonly Setting[] = [
  {
    title: "moduleResolution node16, as ES modules",
    file: "quickstart.mts",
    consumers,
    options: { module: ts.ModuleKind.Node16, ...node },
  },
  {
    title: "moduleResolution node16, as CommonJS",
    file: "quickstart.cts",
    consumers: consumers.filter((it) => !modulesOnly(it)),
    options: { module: ts.ModuleKind.Node16, ...node },
  },
  {
    title: "moduleResolution node16, as CommonJS that requires ES modules",
    file: "quickstart.cts",
    consumers: consumers.filter(modulesOnly),
    options: { module: ts.ModuleKind.Node20, ...node },
  },
  {
    title: "moduleResolution bundler, for Node",
    file: "quickstart.mts",
    consumers: consumers.filter((it) => !forBrowsers(it)),
    options: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, ...node },
  },
  {
    title: "moduleResolution bundler, for browsers",
    file: "quickstart.mts",
    consumers: consumers.filter(forBrowsers),
    options: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, ...browser },
  },
];

/** Checks a file in each of these folders in one program, declaration files included, and gives each complaint with its place. */
export function typeCheck(files: readonly string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(files, {
    ...options,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: false,
    skipDefaultLibCheck: true, // the compiler's own library is not ours to check, and takes a second
    noEmit: true,
    typeRoots: [join(here, "node_modules", "@types")],
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName ?? "tsconfig"}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
