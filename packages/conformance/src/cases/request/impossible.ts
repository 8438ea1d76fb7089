import type { Group } from "../group.ts";
import { refusedAtOnce } from "../impossible.ts";
import { promise } from "../specifications.ts";

export const impossibleRequests: Group = {
  level: "should",
  spec: promise("what-can-never-work"),
  needs: ["connect"],
  cases: refusedAtOnce("is-a-type-error", "is a TypeError, and nothing is sent", (t, url, init) => t.connect(url, init)),
};
