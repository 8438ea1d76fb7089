import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Capability } from "../capabilities.ts";
import { wrongDeclaration } from "../declarations.ts";
import { capabilitiesOf, type Subject } from "../subject.ts";

/** A subject that cannot be put to the test, with the reason in its message: a mistake of whoever calls, not a failure of the subject. */
export class LoadError extends Error {
  override readonly name: string = "LoadError";
}

const methods = ["decode", "read", "connect", "reconnect"] as const;

/**
 * The subjects of a module: its default export, which is a subject or an array of subjects.
 *
 * @throws LoadError when there is no such module, it throws, or what it exports is no subject.
 */
export async function loadSubjects(path: string): Promise<readonly Subject[]> {
  let module: Record<string, unknown>;
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (cause) {
    throw new LoadError(`${path} cannot be imported: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`, {
      cause,
    });
  }
  // A CommonJS module that sets exports.default arrives with two layers of it.
  const exported = interopDefault(module.default);
  const subjects = Array.isArray(exported) ? exported : [exported];
  if (subjects.length === 0) throw new LoadError(`${path} exports no subjects: its default export is an empty array`);
  return subjects.map((subject: unknown, i) => subjectFrom(subject, subjects.length === 1 ? path : `${path}[${i}]`));
}

const interopDefault = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "__esModule" in value && "default" in value ? value.default : value;

/** @throws LoadError for what isn't a subject, with the reason. */
export function subjectFrom(value: unknown, where: string): Subject {
  const wrong = (what: string): never => {
    throw new LoadError(`${where} is not a subject: ${what}`);
  };
  if (typeof value !== "object" || value === null) return wrong("expected an object as the default export");
  // Members may be getters or inherited from a class: they are read, not listed.
  const members = new Map(
    ["name", "version", "capabilities", "policies", ...methods].map((name) => [name, Reflect.get(value, name) as unknown]),
  );
  for (const name of ["name", "version"]) if (typeof members.get(name) !== "string") wrong(`expected a string as its ${name}`);
  const mistake = wrongDeclaration({ capabilities: members.get("capabilities"), policies: members.get("policies") });
  if (mistake) wrong(mistake);
  for (const method of methods) {
    const member = members.get(method);
    if (member !== undefined && typeof member !== "function") wrong(`expected a function as its ${method}`);
  }
  // What was checked above is all that the interface says.
  const subject = value as Subject;
  const able: ReadonlySet<Capability> = capabilitiesOf(subject);
  if (!able.has("decode") && !able.has("reconnect")) wrong(`expected at least one of the methods ${methods.join(", ")}`);
  return subject;
}
