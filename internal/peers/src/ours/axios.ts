import axios from "axios";
import { subject } from "../../../../packages/axios/test/subject.ts";
import { versionOf } from "../version.ts";

const adapters = ["http", "fetch"] as const;

export default adapters.map((adapter) =>
  subject("@sse/axios", `${versionOf("@sse/axios")} (axios ${versionOf("axios")}, ${adapter} adapter)`, axios.create({ adapter })),
);
