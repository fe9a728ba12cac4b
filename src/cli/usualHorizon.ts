/** How far people forecast, by the step of their data. The page of `web` suggests it, too. */
import type { Frequency, FrequencyUnit } from "../series/index.ts";

const usualHorizons: Readonly<Record<FrequencyUnit, number>> = {
  second: 60,
  minute: 60,
  hour: 24,
  day: 14,
  businessDay: 10,
  week: 13,
  month: 12,
  quarter: 8,
  year: 5,
};
const perDay: Readonly<Partial<Record<FrequencyUnit, number>>> = { second: 86_400, minute: 1440, hour: 24 };

/** A day for hours and shorter, otherwise what is usual; never more than a fifth of the rows. */
export function usualHorizon({ unit, step }: Frequency, rows: number): number {
  const day = perDay[unit];
  const steps = day !== undefined && day / step <= 288 && day % step === 0 ? day / step : usualHorizons[unit] / step;
  return Math.max(1, Math.min(Math.ceil(steps), Math.floor(rows / 5)));
}
