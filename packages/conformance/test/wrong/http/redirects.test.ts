import { redirects } from "./redirects.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught(redirects);
