import { leaving } from "./leaving.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(leaving);
