import { aborting } from "./aborting.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(aborting);
