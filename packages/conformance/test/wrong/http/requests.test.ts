import { requests } from "./requests.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(requests);
