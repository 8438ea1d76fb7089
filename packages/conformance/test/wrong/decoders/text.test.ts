import { decodersAreCaught } from "./caught.ts";
import { text } from "./text.ts";

decodersAreCaught(text);
