/** Checks of what a model file says: its JSON comes from outside, so every field is looked at before anything is built of it. */
import { ModelFileError, OptionError } from "../errors.ts";
import { resolveOptions, type OptionSpecs } from "../options.ts";

/** Whether a value has the form wanted. */
export type Check = (value: unknown) => boolean;

/** A text. */
export const isText: Check = (value) => typeof value === "string";

/** A finite number. */
export const isNumber: Check = Number.isFinite;

/** A finite number above 0. */
export const isPositive: Check = (value) => typeof value === "number" && Number.isFinite(value) && value > 0;

/** A whole number of at least 0. */
export const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0;

/** A list of entries, each of which passes; of the given length where one is given. */
export function listOf(check: Check, length?: number): Check {
  return (value) => Array.isArray(value) && (length === undefined || value.length === length) && value.every(check);
}

/** One of some words. */
export function oneOf(words: readonly string[]): Check {
  return (value) => words.some((word) => word === value);
}

/** An object whose values all pass. */
export function recordOf(check: Check): Check {
  return (value) => isRecord(value) && Object.values(value).every(check);
}

/** An object whose named fields pass. */
export function fieldsOf(checks: Readonly<Record<string, Check>>): Check {
  return (value) => isRecord(value) && Object.entries(checks).every(([name, check]) => check(value[name]));
}

/** Absent, or passing. */
export function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

/** Whether a value is an object with named fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws ModelFileError naming the first field that is missing or of another form */
export function checkFields(
  where: string,
  config: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>>,
): void {
  for (const [name, check] of Object.entries(checks)) {
    if (check(config[name])) continue;
    const text = JSON.stringify(config[name]) ?? "nothing";
    throw new ModelFileError({
      where,
      expected: `the field "${name}" as save() writes it`,
      found: text.length > 80 ? `${text.slice(0, 80)}…` : text,
      remedy: "save the model again; the file is damaged or was edited",
    });
  }
}

/**
 * Checks saved options by their table.
 * @throws ModelFileError when one is missing, unknown or outside its range
 */
export function savedOptions<O extends object>(where: string, specs: OptionSpecs<O>, options: unknown): O {
  checkFields(where, { options }, { options: isRecord });
  try {
    return resolveOptions<O>(where, specs, options as Partial<O>);
  } catch (cause) {
    if (!(cause instanceof OptionError)) throw cause;
    const { expected, found } = cause;
    throw new ModelFileError({ where: cause.where, expected, found, remedy: "save the model again" });
  }
}
