import type { Group } from "../group.ts";
import { refusedAtOnce } from "../impossible.ts";
import { promise } from "../specifications.ts";

export const impossibleConnections: Group = {
  level: "should",
  spec: promise("what-can-never-work"),
  needs: ["reconnect"],
  cases: refusedAtOnce("is-not-tried-again", "is a TypeError at the first attempt, and isn't tried again", (t, url, init) =>
    t.reconnect(url, init),
  ),
};
