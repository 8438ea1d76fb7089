import { adapter } from "../../tsup.base.ts";

export default adapter();
