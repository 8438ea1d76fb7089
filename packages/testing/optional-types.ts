// The second step of the build. undici is an optional peer dependency, and its types are optional as well: a project without it must see no error of
// this package. There `ClientViews.dispatcher` is `any`.
import { readFileSync, writeFileSync } from "node:fs";

const imported = /^import .* from 'undici';$/m;

for (const file of ["dist/index.d.ts", "dist/index.d.cts"]) {
  const types = readFileSync(file, "utf8");
  if (!imported.test(types)) throw new Error(`${file}: expected an import of undici's types, found none`);
  writeFileSync(file, types.replace(imported, "// @ts-ignore: undici is an optional peer dependency\n$&"));
}
