import { describe, expect, it } from "vitest";
import { parseArguments } from "./arguments.ts";
import { UsageError } from "./program.ts";

describe("arguments of npm test and pnpm check", () => {
  it("ask for everything if there are none", () => {
    expect(parseArguments([])).toEqual({ quick: false, force: false, selection: undefined });
  });

  it("select tests by path and by name", () => {
    expect(parseArguments(["./packages/core/", "examples", "-t", "retry|id"])).toEqual({
      quick: false,
      force: false,
      selection: { paths: ["packages/core", "examples"], testNamePattern: "retry|id" },
    });
  });

  it("leave the cache unused with --force, which selects nothing", () => {
    expect(parseArguments(["--quick", "--force"])).toEqual({ quick: true, force: true, selection: undefined });
  });

  it.each([["--help"], ["-h"]])("%s asks for help", (argument) => {
    expect(parseArguments([argument])).toBe("help");
  });

  it.each([
    [["--watch"], `expected paths, -t pattern or --force, got "--watch" (Unknown option '--watch')`],
    [["--force=yes"], `expected paths, -t pattern or --force, got "--force=yes"`],
    [["-t"], `expected paths, -t pattern or --force, got "-t"`],
    [["-t", "("], `-t: expected a regular expression, got "("`],
    [["packages/nonsense"], `expected a path that contains test files, for example packages/core, got "packages/nonsense"`],
    [["../elsewhere"], `expected a path that contains test files, for example packages/core, got "../elsewhere"`],
  ])("%j is refused with what was expected", (args, message) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(message);
  });
});
