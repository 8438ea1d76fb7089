import { program } from "./program.mjs";

globalThis.program = program;
