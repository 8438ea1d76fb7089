import { blocks } from "./blocks.ts";
import { decodersAreCaught } from "./caught.ts";

decodersAreCaught(blocks);
