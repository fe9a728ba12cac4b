/** From what was chosen to series and to a forecaster. */
import {
  calendarCovariates,
  checkKnownAhead,
  createForecaster,
  findForecaster,
  readCsv,
  type Forecaster,
  type ReadCsvOptions,
  type TimeSeries,
} from "../src/index.ts";
import type { Choice } from "./protocol.ts";

interface GivenOptions extends Readonly<Record<string, unknown>> {
  readonly horizon: number;
}

/** What `readCsv` is told. */
export function readOptionsOf(choice: Choice): ReadCsvOptions {
  const {
    time,
    start,
    id,
    target,
    past,
    future,
    statics,
    categories,
    missing,
    frequency,
    average,
    header,
    comment,
    zone,
    timeFormat,
  } = choice;
  return {
    ...(start === null ? { time } : { start }),
    target,
    id: id ?? undefined,
    ...(past.length > 0 && { pastCovariates: past }),
    ...(future.length > 0 && { futureCovariates: future }),
    ...(statics.length > 0 && { staticCovariates: statics }),
    ...(categories.length > 0 && { categories }),
    missing: missing.length > 0 ? missing : undefined,
    frequency: frequency ?? undefined,
    aggregate: average ? "mean" : undefined,
    header: header ? undefined : false,
    timezone: zone ?? undefined,
    comment: comment ?? undefined,
    timeFormat: timeFormat ?? undefined,
  };
}

/**
 * Reads the chosen columns; with the calendar beside them where that was chosen.
 * @throws DataError where a column that is to be known ahead ends too early for a model that reads it
 */
export async function readChosen(file: File, choice: Choice, onWarning: (note: string) => void): Promise<TimeSeries[]> {
  const { horizon, calendar, aheadIsRead } = choice;
  const series = await readCsv(file, { ...readOptionsOf(choice), onWarning });
  if (aheadIsRead) for (const one of series) checkKnownAhead("forecast", one, horizon);
  return calendar ? series.map((one) => calendarCovariates(one, { horizon })) : series;
}

/** What the chosen model is told: of what was chosen that which it knows. */
export function modelOptionsOf({ model, horizon, seasonLength, epochs, seed }: Choice): GivenOptions {
  const { options } = findForecaster(model);
  return {
    horizon,
    ...(Object.hasOwn(options, "seasonLength") && seasonLength !== null && { seasonLength }),
    ...(Object.hasOwn(options, "epochs") && epochs !== null && { epochs }),
    ...(Object.hasOwn(options, "seed") && { seed }),
  };
}

/** The forecaster that was chosen. */
export const forecasterOf = (choice: Choice): Forecaster => createForecaster(choice.model, modelOptionsOf(choice));
