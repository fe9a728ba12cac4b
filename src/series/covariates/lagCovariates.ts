/** Earlier values of the target as covariates: those known over the whole horizon as future ones, the others as past ones. */
import { DataError, OptionError } from "../../errors.ts";
import { columnAt, columnsFrom } from "../regular/columns.ts";
import { lagsOf } from "../seasonLengths.ts";
import type { Columns, TimeSeries } from "../series.ts";

/** Which lags are added. */
export interface LagOptions {
  /** Steps to forecast (H): only lags of at least that many rows are known ahead. */
  readonly horizon: number;
  /** Rows back; those of the frequency that the series holds twice unless given. */
  readonly lags?: readonly number[] | undefined;
}

/**
 * Adds the target some rows before as covariates called `load-24`: lags of `horizon` rows and more as future covariates, up to
 * the horizon, shorter ones as past covariates. Before the first row they are missing. No row holds a value of its own time or
 * later; a model must not forecast farther than this horizon with them.
 * @throws OptionError for lags that are no whole numbers above 0; DataError for a series that has covariates of other lengths.
 * @example lagCovariates(hourly, { horizon: 24, lags: [24, 168] }).futureCovariates?.names //=> ["load-24", "load-168"]
 */
export function lagCovariates(series: TimeSeries, { horizon, lags }: LagOptions): TimeSeries {
  const rows = series.timestamps.length;
  const chosen = lags ?? lagsOf(series.frequency, Math.floor(rows / 2));
  const wrong = [...chosen, horizon].find((lag) => !Number.isInteger(lag) || lag < 1);
  if (wrong !== undefined) {
    throw new OptionError({
      where: `lagCovariates of series "${series.id}"`,
      expected: "whole numbers of at least 1 as horizon and lags",
      found: String(wrong),
      remedy: "pass for example { horizon: 24, lags: [24, 168] }",
    });
  }
  const { pastCovariates, futureCovariates } = series;
  const ahead = futureCovariates ? futureCovariates.values.length / futureCovariates.names.length : rows + horizon;
  if (ahead < rows + horizon) throw endsEarly(series, ahead - rows, horizon);
  const past = lagged(
    series,
    chosen.filter((lag) => lag < horizon),
    rows,
  );
  const future = lagged(
    series,
    chosen.filter((lag) => lag >= horizon),
    ahead,
  );
  return {
    ...series,
    ...(past && { pastCovariates: joined(pastCovariates, past) }),
    ...(future && { futureCovariates: joined(futureCovariates, future) }),
  };
}

/** Columns of the target `lag` rows before; rows beyond the lag's reach are missing. */
function lagged({ target }: TimeSeries, lags: readonly number[], rows: number): Columns | undefined {
  if (lags.length === 0) return undefined;
  const columns = target.names.map((_, c) => columnAt(target, c));
  const named = lags.flatMap((lag) =>
    target.names.map((name, c) => ({ name: `${name}-${lag}`, lag, of: columns[c]! })),
  );
  return columnsFrom(
    named.map(({ name }) => name),
    named.map(({ lag, of }) => Float64Array.from({ length: rows }, (_, t) => of[t - lag] ?? NaN)),
  );
}

function joined(before: Columns | undefined, added: Columns): Columns {
  if (!before) return added;
  const columns = [before, added].flatMap((part) => part.names.map((_, c) => columnAt(part, c)));
  return columnsFrom([...before.names, ...added.names], columns);
}

function endsEarly({ id }: TimeSeries, ahead: number, horizon: number): DataError {
  return new DataError({
    where: `lagCovariates of series "${id}"`,
    expected: `future covariates for ${horizon} steps beyond the last row`,
    found: `${ahead}`,
    remedy: "extend them first, or add the lags before the other covariates",
  });
}
