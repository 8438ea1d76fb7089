import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, it } from "vitest";
import type { Consumer } from "../src/consumer.ts";
import { asCommonJs, quickstartOf } from "../src/quickstart.ts";
import { settings, typeCheck } from "../src/type-check.ts";

const folderOf = ({ title }: Consumer): string => (inject("folders")[title] ?? `${title} is not installed`).replaceAll("\\", "/");
const inside = (complaint: string, consumer: Consumer): boolean => complaint.startsWith(`${folderOf(consumer)}/`);

describe.for(settings)("under $title, strict and without skipLibCheck", ({ consumers, file, options }) => {
  let complaints: string[];
  beforeAll(() => {
    const files = consumers.flatMap((consumer) => {
      const code = quickstartOf(consumer.subject.folder)?.code;
      if (!code) return [];
      const path = join(folderOf(consumer), file);
      writeFileSync(path, file.endsWith(".cts") ? asCommonJs(code) : code);
      return [path];
    });
    complaints = typeCheck(files, options);
  });

  it.for(consumers)("the types of $title hold", (consumer) => {
    expect(quickstartOf(consumer.subject.folder), "the first ts block of its README").toBeDefined();
    expect(complaints.filter((it) => inside(it, consumer)).join("\n")).toBe("");
  });

  it("there is no other complaint", () => {
    expect(complaints.filter((it) => !consumers.some((consumer) => inside(it, consumer))).join("\n")).toBe("");
  });
});
