import { decodersAreCaught } from "./caught.ts";
import { comments } from "./comments.ts";

decodersAreCaught(comments);
