import { decodersAreCaught } from "./caught.ts";
import { lines } from "./lines.ts";

decodersAreCaught(lines);
