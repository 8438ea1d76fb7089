import { delays, leavingConnections, positions } from "./reconnecting.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(delays);
faultsAreCaught(leavingConnections);
faultsAreCaught(positions);
