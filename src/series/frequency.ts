/**
 * Frequencies: calendar steps and their short text form, such as `30min`, `1d` or `1mo`. How a step moves a timestamp
 * stands in `calendar.ts`; how a frequency is read off timestamps, in `inferFrequency.ts`.
 */
import { OptionError } from "../errors.ts";

/** Units of a calendar step. */
export type FrequencyUnit = "second" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

/** A calendar step: never a count of milliseconds, since days, months and years differ in length. */
export interface Frequency {
  readonly unit: FrequencyUnit;
  /** Positive integer. */
  readonly step: number;
}

const suffixes: Readonly<Record<FrequencyUnit, string>> = {
  second: "s",
  minute: "min",
  hour: "h",
  day: "d",
  week: "w",
  month: "mo",
  quarter: "q",
  year: "y",
};

const units: ReadonlyMap<string, FrequencyUnit> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ (Object.keys(suffixes) as FrequencyUnit[]).map((unit) => [suffixes[unit], unit]),
);

const validForms = "a whole number and a unit: 30s, 15min, 1h, 1d, 1w, 1mo, 1q or 1y";

/**
 * Reads a frequency from its text; a bare unit means one step of it.
 * @throws OptionError for any other text; `m` is refused, since it could mean minutes or months.
 * @example parseFrequency("30min") //=> { unit: "minute", step: 30 }
 */
export function parseFrequency(text: string): Frequency {
  const [, digits = "", suffix = ""] = /^(\d*)([a-z]+)$/.exec(text) ?? [];
  const unit = units.get(suffix);
  const step = digits === "" ? 1 : Number(digits);
  if (unit && step >= 1 && Number.isSafeInteger(step)) return { unit, step };
  throw new OptionError({
    where: `frequency "${text}"`,
    expected: validForms,
    found: suffix === "m" ? `"m", which could mean minutes or months` : `"${text}"`,
    remedy: suffix === "m" ? `write "${digits || 1}min" or "${digits || 1}mo"` : `write for example "1h"`,
  });
}

/**
 * Writes a frequency as its text, the inverse of `parseFrequency`.
 * @example formatFrequency({ unit: "month", step: 1 }) //=> "1mo"
 */
export function formatFrequency(frequency: Frequency): string {
  return `${frequency.step}${suffixes[frequency.unit]}`;
}

/**
 * Takes a frequency as text or as a record and checks it.
 * @throws OptionError for an unknown unit or a step that is no positive integer.
 * @example toFrequency("1d") //=> { unit: "day", step: 1 }
 */
export function toFrequency(frequency: string | Frequency): Frequency {
  return parseFrequency(typeof frequency === "string" ? frequency : formatFrequency(frequency));
}
