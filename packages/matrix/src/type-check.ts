import { join } from "node:path";
import ts from "typescript";
import { packagesFolder } from "./published.ts";

/** What strangers put into their tsconfig: how modules resolve, and whether the DOM's types are there besides Node's. */
export const settings = {
  "node16, as ES module and CommonJS": {
    module: ts.ModuleKind.Node16,
    lib: ["lib.es2023.d.ts"],
    files: ["quickstart.mts", "quickstart.cts"],
  },
  "bundler, with the DOM": {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    files: ["quickstart.mts"],
  },
} as const;

/** Checks the quickstarts of all the folders in one program, declaration files included, and gives each complaint with its file. */
export function typeCheck(folders: readonly string[], { files, ...options }: (typeof settings)[keyof typeof settings]): string[] {
  const roots = folders.flatMap((folder) => files.map((file) => join(folder, file)));
  const program = ts.createProgram(roots, {
    ...options,
    lib: [...options.lib],
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    typeRoots: [join(packagesFolder, "matrix", "node_modules", "@types")],
    types: ["node"],
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName ?? "tsconfig"}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
