/** Options as data: one table an options type, from which defaults, checks, help texts and the model pages come. */
import { OptionError } from "./errors.ts";
import { nearestWord } from "./nearestWord.ts";

/** What is known of one option. */
export interface OptionSpec<T = unknown> {
  /** Absent: the option must be given, unless it is `optional`. */
  readonly default?: T;
  /** May be left out without a default. */
  readonly optional?: boolean;
  /** What it means, with its unit. */
  readonly description: string;
  readonly integer?: boolean;
  /** Smallest value allowed. */
  readonly min?: number;
  /** Largest value allowed. */
  readonly max?: number;
  /** Exclusive lower bound. */
  readonly above?: number;
  /** Exclusive upper bound. */
  readonly below?: number;
  /** The words allowed. */
  readonly choices?: readonly string[];
  /** Any words: whoever reads the option knows which. */
  readonly text?: boolean;
  /** Several values may be given as a list; one alone becomes a list of one. */
  readonly list?: boolean;
  /** Besides one of the words, a list of numbers may be given. */
  readonly numbers?: boolean;
  /** How many, where not any number of them will do. */
  readonly length?: number;
}

/** A table that describes every option of a type. */
export type OptionSpecs<O> = { readonly [K in keyof O]-?: OptionSpec<O[K]> };

/** The range of an option in words. */
export function describeRange(spec: OptionSpec): string {
  if (spec.numbers) {
    const { choices = [], length, list: _, ...numbers } = spec;
    const one = rangeOfOne(numbers);
    const many = length === undefined ? one.replace(/^a (whole )?number/, "a list of $1numbers") : `${length} numbers`;
    return choices.length > 1 ? `one of ${choices.join(", ")}, or ${many}` : `${choices.join()}, or ${many}`;
  }
  return spec.list ? `${rangeOfOne(spec)}, or a list of them` : rangeOfOne(spec);
}

function rangeOfOne(spec: OptionSpec): string {
  if (spec.choices) return `one of ${spec.choices.join(", ")}`;
  if (spec.text) return "a name";
  const { min, max } = spec;
  if (min !== undefined && max !== undefined)
    return `${spec.integer ? "a whole number" : "a number"} from ${min} to ${max}`;
  const bounds = [
    spec.min === undefined ? "" : `of at least ${spec.min}`,
    spec.above === undefined ? "" : `above ${spec.above}`,
    spec.max === undefined ? "" : `of at most ${spec.max}`,
    spec.below === undefined ? "" : `below ${spec.below}`,
  ].filter(Boolean);
  return [spec.integer ? "a whole number" : "a number", bounds.join(" and ")].filter(Boolean).join(" ");
}

function allowed(value: unknown, spec: OptionSpec): boolean {
  if (Array.isArray(value) && spec.numbers) {
    const { choices: _, ...numbers } = spec;
    const { length: count } = value;
    return count > 0 && count === (spec.length ?? count) && value.every((one) => allowedOne(one, numbers));
  }
  if (Array.isArray(value))
    return spec.list === true && value.length > 0 && value.every((one) => allowedOne(one, spec));
  return allowedOne(value, spec);
}

function allowedOne(value: unknown, spec: OptionSpec): boolean {
  if (spec.choices) return typeof value === "string" && spec.choices.includes(value);
  if (spec.text) return typeof value === "string" && value !== "";
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  const { integer = false, min = -Infinity, max = Infinity, above = -Infinity, below = Infinity } = spec;
  return (!integer || Number.isInteger(value)) && value >= min && value <= max && value > above && value < below;
}

/**
 * Refuses options that nobody knows, lest a misspelt one be ignored in silence.
 * @throws OptionError naming the first one, and the option that was probably meant
 */
export function refuseUnknown(where: string, given: object, known: readonly string[]): void {
  const name = Object.keys(given).find((one) => !known.includes(one));
  if (name === undefined) return;
  const nearest = nearestWord(name, known);
  throw new OptionError({
    where,
    expected: `one of the options ${known.join(", ")}`,
    found: `"${name}"`,
    remedy: nearest ? `did you mean ${nearest}?` : "leave it out",
  });
}

/**
 * Fills in defaults and checks every option.
 * @throws OptionError naming the option when one is unknown, missing or outside its range
 * @example resolveOptions("lstm", { horizon: { description: "steps", integer: true, min: 1 } }, { horizon: 3 }).horizon //=> 3
 */
export function resolveOptions<O extends object>(where: string, specs: OptionSpecs<O>, given: Partial<O>): O {
  const table: [string, OptionSpec][] = Object.entries(specs);
  const values = (given ?? {}) as Record<string, unknown>; // nothing at all: the message then names the first option
  refuseUnknown(
    where,
    values,
    table.map(([name]) => name),
  );
  const resolved: Record<string, unknown> = {};
  for (const [name, spec] of table) {
    const value = values[name] === undefined ? spec.default : values[name];
    if (value === undefined && spec.optional) continue;
    if (!allowed(value, spec)) {
      const found =
        value === undefined
          ? "nothing"
          : typeof value === "number"
            ? `${value}`
            : (JSON.stringify(value) ?? typeof value);
      throw new OptionError({
        where: `${where} ${name}`,
        expected: describeRange(spec),
        found,
        remedy: spec.description,
      });
    }
    resolved[name] = spec.list && !Array.isArray(value) ? [value] : value;
  }
  return resolved as O;
}
