import { subject } from "../../../../packages/fetch/test/subject.ts";
import { versionOf } from "../version.ts";

export default subject("@sse/fetch", versionOf("@sse/fetch"), fetch);
