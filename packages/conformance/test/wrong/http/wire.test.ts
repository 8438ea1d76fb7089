import { wire } from "./wire.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(wire);
