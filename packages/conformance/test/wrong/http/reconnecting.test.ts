import { delays } from "./reconnecting-delays.ts";
import { leavingConnections } from "./reconnecting-leaving.ts";
import { positions, repetitions } from "./reconnecting-positions.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(delays);
faultsAreCaught(leavingConnections);
faultsAreCaught(positions);
faultsAreCaught(repetitions);
