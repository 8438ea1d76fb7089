import { delays, leavingConnections, positions, repetitions } from "./reconnecting.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(delays);
faultsAreCaught(leavingConnections);
faultsAreCaught(positions);
faultsAreCaught(repetitions);
