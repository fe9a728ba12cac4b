/** From flags to a model's options: an option reaches only models that have it, and is never dropped silently. */
import { OptionError } from "../errors.ts";
import { conformal, type Forecaster, type ForecasterDefinition, registry } from "../models/index.ts";
import { flagOf, type intervalKinds } from "./flags.ts";
import { nearestWord } from "../nearestWord.ts";
import type { OptionSpec } from "../options.ts";

/** Flags that reach a model. */
export interface ModelFlags {
  readonly horizon: number;
  readonly context?: number;
  readonly seasonLength?: number;
  readonly epochs?: number;
  readonly seed?: number;
  readonly intervals?: (typeof intervalKinds)[number];
  readonly levels?: readonly number[];
  readonly set?: readonly string[];
}

/**
 * The registry's entry of a name.
 * @throws OptionError with the nearest name where there is none
 */
export function findModel(name: string, flag: string): ForecasterDefinition {
  const found = registry.find((entry) => entry.name === name);
  if (found) return found;
  throw unknownWord(
    flag,
    "the models",
    name,
    registry.map((entry) => entry.name),
  );
}

/** The error for a word that is not on its list. */
export function unknownWord(where: string, list: string, found: string, known: readonly string[]): OptionError {
  const nearest = nearestWord(found, known);
  const remedy = nearest ? `did you mean ${nearest}?` : "pass one of these";
  return new OptionError({ where, expected: `one of ${list} ${known.join(", ")}`, found: `"${found}"`, remedy });
}

type OptionValue = number | string | readonly number[] | readonly string[];

/** What was given for the models: values by option name. */
function givenOptions({ context, seasonLength, epochs, seed, set = [] }: ModelFlags): Map<string, OptionValue> {
  const flags = Object.entries({ contextLength: context, seasonLength, epochs, seed });
  const given = new Map(flags.filter((entry): entry is [string, number] => entry[1] !== undefined));
  const all = new Map<string, OptionValue>(given);
  for (const text of set) {
    const [, name, value] = /^\s*([\w-]+)\s*=\s*(\S.*?)\s*$/.exec(text) ?? [];
    if (name === undefined || value === undefined) throw malformedSet(text);
    const option = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (option === "horizon" || all.has(option)) throw setTwice(text, option);
    all.set(option, valueOf(value));
  }
  return all;
}

/** A number, a list of numbers parted by commas, or a word. */
function valueOf(text: string): OptionValue {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (!numbers.every(Number.isFinite)) return text;
  return numbers.length === 1 ? numbers[0]! : numbers;
}

/** A word with commas as a list of words, where an option takes one. */
function listed(value: OptionValue, { list, choices, text }: OptionSpec): OptionValue {
  if (!list || !(choices || text) || typeof value !== "string" || !value.includes(",")) return value;
  return value.split(",").map((word) => word.trim());
}

function malformedSet(text: string): OptionError {
  const remedy = "write for example --set hiddenSize=64; `seqcast models lstm` lists the options";
  return new OptionError({ where: "option --set", expected: "name=value", found: `"${text}"`, remedy });
}

function setTwice(text: string, option: string): OptionError {
  const found = `"${text}" besides ${flagOf(option)}`;
  return new OptionError({ where: "option --set", expected: "every option once", found, remedy: "remove one of them" });
}

/**
 * Makes forecasters from their entries and flags. With one entry every given option must be its own; with several an
 * option goes to those that have it, and one of them must.
 * @param elsewhere options that serve something else as well, so that no model needs to have them
 * @throws OptionError for an option that no entry has, or outside its range
 */
export function createForecasters(
  definitions: readonly ForecasterDefinition[],
  flags: ModelFlags,
  elsewhere: readonly string[] = [],
): Forecaster[] {
  const given = givenOptions(flags);
  for (const option of given.keys()) {
    if (elsewhere.includes(option) || definitions.some(({ options }) => Object.hasOwn(options, option))) continue;
    throw withoutOption(definitions, option);
  }
  return definitions.map((definition) => {
    const specs: Readonly<Record<string, OptionSpec>> = definition.options;
    const own = [...given].flatMap(([option, value]) =>
      Object.hasOwn(specs, option) ? [[option, listed(value, specs[option]!)] as const] : [],
    );
    return withIntervals(definition.create({ ...Object.fromEntries(own), horizon: flags.horizon }), flags);
  });
}

/** The forecaster as it is, or with intervals that are measured. */
function withIntervals(forecaster: Forecaster, { intervals = "own", levels }: ModelFlags): Forecaster {
  if (intervals === "own") return forecaster;
  return conformal(forecaster, { method: intervals, ...(levels && { levels }) });
}

function withoutOption(definitions: readonly ForecasterDefinition[], option: string): OptionError {
  const names = definitions.map(({ name }) => name).join(", ");
  const known = [...new Set(definitions.flatMap(({ options }) => Object.keys(options)))];
  const others = registry.filter(({ options }) => Object.hasOwn(options, option)).map(({ name }) => name);
  const nearest = nearestWord(option, known);
  const meant = nearest ? `did you mean ${flagOf(nearest)}?` : "leave it out";
  return new OptionError({
    where: `option ${flagOf(option)}`,
    expected: `an option of ${names}: ${known.map((name) => name).join(", ")}`,
    found: `"${option}"`,
    remedy: others.length > 0 ? `leave it out, or choose a model that has it: ${others.join(", ")}` : meant,
  });
}
