import { decodersAreCaught } from "./caught.ts";
import { values } from "./values.ts";

decodersAreCaught(values);
