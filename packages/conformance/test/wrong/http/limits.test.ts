import { limits } from "./limits.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(limits);
