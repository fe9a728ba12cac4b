/**
 * Frequencies: calendar steps and their short text form, such as `30min`, `1d`, `1w-mon` or `1mo-end`. How a step moves a
 * timestamp stands in `calendar.ts`; how a frequency is read off timestamps, in `inferFrequency.ts`.
 */
import { OptionError } from "../errors.ts";

/** Units of a calendar step. A business day is any from Monday to Friday; holidays are not left out. */
export type FrequencyUnit =
  "second" | "minute" | "hour" | "day" | "businessDay" | "week" | "month" | "quarter" | "year";

/** A day of the week. */
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** A calendar step: never a count of milliseconds, since days, months and years differ in length. */
export interface Frequency {
  readonly unit: FrequencyUnit;
  /** Positive integer. */
  readonly step: number;
  /**
   * The day that every row stands on: a day of the week for weeks, the first or the last day of the month, calendar
   * quarter or year for those. Any day, the first row's, where absent.
   */
  readonly on?: Weekday | "start" | "end";
}

/** The days of the week in the order of ISO 8601. */
export const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const suffixes: Readonly<Record<FrequencyUnit, string>> = {
  second: "s",
  minute: "min",
  hour: "h",
  day: "d",
  businessDay: "bd",
  week: "w",
  month: "mo",
  quarter: "q",
  year: "y",
};

const units: ReadonlyMap<string, FrequencyUnit> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ (Object.keys(suffixes) as FrequencyUnit[]).map((unit) => [suffixes[unit], unit]),
);

const monthEdges: readonly NonNullable<Frequency["on"]>[] = ["start", "end"];
const daysOf: Readonly<Partial<Record<FrequencyUnit, readonly NonNullable<Frequency["on"]>[]>>> = {
  week: weekdays,
  month: monthEdges,
  quarter: monthEdges,
  year: monthEdges,
};

const validForms =
  "a whole number and a unit: 30s, 15min, 1h, 1d, 1bd, 1w, 1w-mon, 1mo, 1mo-end, 1q or 1y (-start and -end with mo, q, y)";

/**
 * Reads a frequency from its text; a bare unit means one step of it.
 * @throws OptionError for any other text; `m` is refused, since it could mean minutes or months.
 * @example parseFrequency("30min") //=> { unit: "minute", step: 30 }
 * @example parseFrequency("1w-mon") //=> { unit: "week", step: 1, on: "mon" }
 */
export function parseFrequency(text: string): Frequency {
  const [, digits = "", suffix = "", day] = /^(\d*)([a-z]+)(?:-([a-z]+))?$/.exec(text) ?? [];
  const unit = units.get(suffix);
  const step = digits === "" ? 1 : Number(digits);
  if (unit && step >= 1 && Number.isSafeInteger(step)) {
    if (day === undefined) return { unit, step };
    const on = daysOf[unit]?.find((one) => one === day);
    if (on) return { unit, step, on };
  }
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
export function formatFrequency({ unit, step, on }: Frequency): string {
  return `${step}${suffixes[unit]}${on === undefined ? "" : `-${on}`}`;
}

/**
 * Takes a frequency as text or as a record and checks it.
 * @throws OptionError for an unknown unit or a step that is no positive integer.
 * @example toFrequency("1d") //=> { unit: "day", step: 1 }
 */
export function toFrequency(frequency: string | Frequency): Frequency {
  return parseFrequency(typeof frequency === "string" ? frequency : formatFrequency(frequency));
}
