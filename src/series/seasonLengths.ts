/** The usual seasons of a frequency, counted in rows, and the lags that follow from them. */
import type { Frequency, FrequencyUnit } from "./frequency.ts";

/** Lengths in seconds of the units that divide a day or a week. */
const seconds: Readonly<Partial<Record<FrequencyUnit, number>>> = { second: 1, minute: 60, hour: 3600, day: 86400 };
const cycles = [3600, 86400, 604800]; // hour, day, week
const SHORTEST_SEASON = 4; // rows: two half hours make no season
const cyclesOf: Readonly<Partial<Record<FrequencyUnit, number>>> = { businessDay: 5, week: 52, month: 12, quarter: 4 };

/**
 * The usual season lengths of a frequency in rows, shortest first.
 * @example seasonCandidates({ unit: "minute", step: 30 }) //=> [48, 336]
 */
export function seasonCandidates({ unit, step }: Frequency): number[] {
  const rows = cyclesOf[unit];
  if (rows !== undefined) return rows % step === 0 && rows > step ? [rows / step] : [];
  const length = (seconds[unit] ?? Infinity) * step;
  return cycles.map((cycle) => cycle / length).filter((rows) => Number.isInteger(rows) && rows >= SHORTEST_SEASON);
}

/**
 * Lags worth looking at, chosen by frequency, in rows, ascending: the last rows, and the rows about one, two and three of
 * each usual season before; those beyond `longest` are left out.
 * @example lagsOf({ unit: "month", step: 1 }, 24) //=> [1, 2, 3, 11, 12, 13, 23, 24]
 * @see Salinas et al. 2020, DeepAR, International Journal of Forecasting 36, section 4.2
 */
export function lagsOf(frequency: Frequency, longest: number = Infinity): number[] {
  const seasons = seasonCandidates(frequency);
  const seasonal = seasons.flatMap((season) =>
    [1, 2, 3].flatMap((count) => [season * count - 1, season * count, season * count + 1]),
  );
  return [...new Set([1, 2, 3, ...seasonal])].filter((lag) => lag >= 1 && lag <= longest).sort((a, b) => a - b);
}
