import { decodersAreCaught } from "./caught.ts";
import { names } from "./names.ts";

decodersAreCaught(names);
