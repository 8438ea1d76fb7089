import { responses } from "./responses.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(responses);
