import { protocols } from "./protocols.ts";
import { stress } from "./stress.ts";
import type { Workload } from "./workload.ts";

export const workloads: readonly Workload[] = [...protocols, ...stress];
