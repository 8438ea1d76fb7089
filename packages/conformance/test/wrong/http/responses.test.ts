import { codings } from "./codings.ts";
import { delivery } from "./delivery.ts";
import { responses } from "./responses.ts";
import { terminal } from "./terminal.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(responses);
faultsAreCaught(delivery);
faultsAreCaught(codings);
faultsAreCaught(terminal);
