/**
 * Calendar features as future covariates: read off the local wall clock, so that they hold beyond the end of a series and
 * over the changes of the clock. They depend on times alone, never on values.
 */
import { cos, log, sin } from "../../elementary.ts";
import { OptionError } from "../../errors.ts";
import { weekdayOf } from "../businessDays.ts";
import type { Frequency, FrequencyUnit } from "../frequency.ts";
import { columnAt, columnsFrom, timestampsOf } from "../regular/columns.ts";
import type { Columns, TimeSeries } from "../series.ts";
import { wallTime } from "../timezone.ts";
import { checkKnownAhead } from "./futureFrame.ts";
import { type HolidaySource, holidayTest } from "./holidays.ts";

const DAY = 86_400_000;

/** What a time tells. `position` is log10(2 + row): how long the series has gone on. */
export type CalendarFeature =
  "minute" | "hour" | "dayOfWeek" | "dayOfMonth" | "week" | "month" | "quarter" | "holiday" | "position";

/** Which features are added, and how. */
export interface CalendarOptions {
  /** Rows beyond the end of the series (H). */
  readonly horizon: number;
  /** Those that change with the frequency unless given, see `calendarFeaturesOf`; holidays where they are given. */
  readonly features?: readonly CalendarFeature[] | undefined;
  /** A pair of sine and cosine, or the class from 0 on. Default: cyclic. */
  readonly encoding?: "cyclic" | "classes" | undefined;
  /** Local dates, a function of one, or a calendar of the package date-holidays. */
  readonly holidays?: HolidaySource | undefined;
}

/** A local time taken apart. */
interface LocalTime {
  readonly wall: number;
  readonly date: Date;
}

/** A feature that comes round: its class from 0 on, its place in the round, and the round's length. */
interface Cycle {
  readonly value: (time: LocalTime) => number;
  /** Whole classes unless given: a finer place between them. */
  readonly place?: (time: LocalTime) => number;
  readonly length: (time: LocalTime) => number;
}

const daysInMonth = ({ date }: LocalTime): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

const cycles: Readonly<Partial<Record<CalendarFeature, Cycle>>> = {
  minute: {
    value: ({ date }) => date.getUTCMinutes(),
    place: ({ date }) => date.getUTCMinutes() + date.getUTCSeconds() / 60,
    length: () => 60,
  },
  hour: {
    value: ({ date }) => date.getUTCHours(),
    place: ({ date }) => date.getUTCHours() + date.getUTCMinutes() / 60,
    length: () => 24,
  },
  dayOfWeek: { value: ({ wall }) => weekdayOf(wall), length: () => 7 },
  dayOfMonth: { value: ({ date }) => date.getUTCDate() - 1, length: daysInMonth },
  week: { value: ({ wall }) => isoWeek(wall).week - 1, length: ({ wall }) => isoWeek(wall).weeks },
  month: { value: ({ date }) => date.getUTCMonth(), length: () => 12 },
  quarter: { value: ({ date }) => Math.floor(date.getUTCMonth() / 3), length: () => 4 },
};

/** The week of ISO 8601, which is that of its Thursday, and how many the year has. */
function isoWeek(wall: number): { week: number; weeks: number } {
  const thursday = new Date(Math.floor(wall / DAY) * DAY + (3 - weekdayOf(wall)) * DAY);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY));
  const first = weekdayOf(Date.UTC(year, 0, 1));
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return { week, weeks: first === 3 || (leap && first === 2) ? 53 : 52 };
}

const features: readonly CalendarFeature[] = [
  "minute",
  "hour",
  "dayOfWeek",
  "dayOfMonth",
  "week",
  "month",
  "quarter",
  "holiday",
  "position",
];

const unitFeatures: Readonly<Record<FrequencyUnit, readonly CalendarFeature[]>> = {
  second: ["minute", "hour", "dayOfWeek"],
  minute: ["minute", "hour", "dayOfWeek", "month"],
  hour: ["hour", "dayOfWeek", "month"],
  day: ["dayOfWeek", "dayOfMonth", "month"],
  businessDay: ["dayOfWeek", "dayOfMonth", "month"],
  week: ["week"],
  month: ["month"],
  quarter: ["quarter"],
  year: ["position"],
};

/**
 * The calendar features that change from row to row of a frequency.
 * @example calendarFeaturesOf({ unit: "hour", step: 1 }) //=> ["hour", "dayOfWeek", "month"]
 */
export function calendarFeaturesOf({ unit }: Frequency): readonly CalendarFeature[] {
  return unitFeatures[unit];
}

/**
 * Adds calendar features to the future covariates of a series, for all its rows and `horizon` more. Cyclic ones are called
 * `hourSin` and `hourCos`, classes `hour`; a holiday is 1 or 0.
 * @throws OptionError for options that do not fit; DataError where the series has future covariates that end too early.
 * @example calendarCovariates(series, { horizon: 48, holidays: ["2024-12-25"] }).futureCovariates?.names
 */
export function calendarCovariates(series: TimeSeries, options: CalendarOptions): TimeSeries {
  const chosen = chosenFeatures(series, options);
  const { futureCovariates: known } = series;
  const rows = known ? known.values.length / known.names.length : series.timestamps.length + options.horizon;
  if (known) checkKnownAhead("calendarCovariates", series, options.horizon, "rows");
  const times = timestampsOf(series, rows);
  const added = chosen.flatMap((feature) => columnsOf(feature, times, series, options));
  const taken = added.find(([name]) => known?.names.includes(name));
  if (taken) throw refused(`features`, `names that are free`, `"${taken[0]}", which is a covariate already`);
  const before = known ? known.names.map((_, c) => columnAt(known, c)) : [];
  const names = [...(known?.names ?? []), ...added.map(([name]) => name)];
  const futureCovariates: Columns = columnsFrom(names, [...before, ...added.map(([, values]) => values)]);
  return { ...series, futureCovariates };
}

function chosenFeatures({ frequency }: TimeSeries, { features: given, horizon, holidays, encoding }: CalendarOptions) {
  if (!Number.isInteger(horizon) || horizon < 0)
    throw refused("horizon", "a whole number of at least 0", String(horizon));
  if (encoding !== undefined && encoding !== "cyclic" && encoding !== "classes")
    throw refused("encoding", "cyclic or classes", `"${String(encoding)}"`);
  const usual = [...calendarFeaturesOf(frequency), ...(holidays ? (["holiday"] as const) : [])];
  const chosen = given ?? usual;
  const unknown = chosen.find((feature) => !features.includes(feature));
  if (unknown !== undefined) throw refused("features", `some of ${features.join(", ")}`, `"${unknown}"`);
  if (chosen.includes("holiday") && !holidays)
    throw refused("holidays", "dates, a function or a calendar for the feature holiday", "nothing");
  return chosen;
}

function columnsOf(
  feature: CalendarFeature,
  times: Float64Array,
  { timezone }: TimeSeries,
  { encoding = "cyclic", holidays = [] }: CalendarOptions,
): [name: string, values: Float64Array][] {
  if (feature === "position") return [[feature, times.map((_, row) => log(2 + row) / Math.LN10)]];
  const local = Array.from(times, (time): LocalTime => {
    const wall = wallTime(time, timezone);
    return { wall, date: new Date(wall) };
  });
  if (feature === "holiday") {
    const isHoliday = holidayTest(holidays);
    const values = local.map(({ date }) => (isHoliday(date.toISOString().slice(0, 10)) ? 1 : 0));
    return [[feature, Float64Array.from(values)]];
  }
  const { value, place = value, length } = cycles[feature]!;
  if (encoding === "classes") return [[feature, Float64Array.from(local, value)]];
  const angles = local.map((time) => (2 * Math.PI * place(time)) / length(time));
  return [
    [`${feature}Sin`, Float64Array.from(angles, sin)],
    [`${feature}Cos`, Float64Array.from(angles, cos)],
  ];
}

function refused(option: string, expected: string, found: string): OptionError {
  return new OptionError({
    where: `calendarCovariates ${option}`,
    expected,
    found,
    remedy: `pass for example { horizon: 48, features: ["hour", "dayOfWeek"] }`,
  });
}
