/** What to do on the command line about times that forecasting refuses. */
import { type InspectedSeries, seriesOf } from "./inspectedSeries.ts";
import type { Roles } from "./inspectRoles.ts";
import type { SeriesFindings } from "./inspectSeries.ts";
import type { InspectedTable } from "./inspectTable.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const steps: readonly (readonly [milliseconds: number, name: string])[] = [
  [1000, "1s"],
  [60_000, "1min"],
  [HOUR, "1h"],
  [DAY, "1d"],
  [7 * DAY, "1w"],
  [31 * DAY, "1mo"],
  [366 * DAY, "1y"],
];

/** A step for times that none explains: the shortest usual one that is no shorter than theirs on average. */
export function roughStep({ from, to, rows }: Pick<SeriesFindings, "from" | "to" | "rows">): string {
  const step = (Date.parse(to) - Date.parse(from)) / Math.max(1, rows - 1);
  return steps.find(([milliseconds]) => step <= milliseconds)?.[1] ?? "1y";
}

/** The note on a file without times, with flags that say what is one. */
export function noTimesNote({ columns }: Pick<InspectedTable, "columns">): string {
  const words = columns.filter(({ type }) => type === "text");
  const column = words.find(({ name }) => /time|date|month|day|year/i.test(name)) ?? words[0];
  const named = column ? `"${column.name}"` : "<column>";
  return `no column holds times: rows need a time each, in a column or in year, month and day. Tell \`seqcast forecast\` how they are written, by --time ${named} --time-format "MMM yyyy", or number the rows, by --start 2024-01-01 --frequency 1d in place of --time`;
}

/** Whether all repeated times are of hours that a clock shows twice: a night's single hour on Sundays months apart, no zone given. */
export function isClockSetBack({ times }: InspectedSeries, { timezone, zoned }: Roles): boolean {
  if (zoned || timezone !== "floating" || times.every((time) => time % DAY === 0)) return false;
  const repeated = times.filter((time, i) => i > 0 && time === times[i - 1]);
  if (repeated.length === 0 || new Set(repeated).size < repeated.length) return false;
  return repeated.every((time, i) => {
    const apart = time - (repeated[i - 1] ?? -Infinity);
    const isNight = new Date(time).getUTCDay() === 0 && time % DAY < 4 * HOUR;
    return isNight && (apart < HOUR || apart > 150 * DAY);
  });
}

/** Zones of which each sets its clock back at an hour or on a day of its own; most others do so with one of them. */
const zones = [
  "Europe/Berlin",
  "Europe/London",
  "Europe/Helsinki",
  "America/New_York",
  "Australia/Sydney",
  "Atlantic/Azores",
] as const;

/**
 * A zone in whose clock no time of a file is repeated that seemed to be.
 * @returns undefined where no clock was set back, or none of the usual ones so
 */
export function zoneOfClock(series: readonly InspectedSeries[], roles: Roles): string | undefined {
  if (!series.some((one) => isClockSetBack(one, roles))) return undefined;
  return zones.find((timezone) => !seriesOf({ ...roles, timezone }).some(isRepeating));
}

const isRepeating = ({ times }: InspectedSeries): boolean => times.some((time, i) => time === times[i - 1]);
