import { kindOf } from "../kind-of.ts";
import type { StandardSchema } from "../schema.ts";

/** @throws TypeError when it isn't a schema. */
export function expectSchema(name: string, schema: StandardSchema): void {
  if (typeof schema?.["~standard"]?.validate === "function") return;
  throw new TypeError(`${name}: expected a Standard Schema, as zod, valibot and arktype make them, got ${kindOf(schema)}`);
}
