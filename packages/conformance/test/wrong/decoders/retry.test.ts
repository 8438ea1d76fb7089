import { decodersAreCaught } from "./caught.ts";
import { retry } from "./retry.ts";

decodersAreCaught(retry);
