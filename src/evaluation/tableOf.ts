/** Series, forecasts or scores as one table, for the writers of columns. */
import {
  areForecasts,
  type Forecast,
  forecastTable,
  seriesTable,
  type Table,
  type TimeCell,
  type TimeSeries,
} from "../series/index.ts";
import { type Scored, scoresTable } from "./backtest/scoresCsv.ts";

/** What the writers of columns take: series, forecasts, or the result of a backtest, of which the scores are written. */
export type Tabular = readonly TimeSeries[] | readonly Forecast[] | Scored;

function areScores(rows: Tabular): rows is Scored {
  return "scores" in rows;
}

/** The table of what is written. */
export function tableOf(rows: Tabular, where: string, timeCell?: TimeCell): Table {
  if (areScores(rows)) return scoresTable(rows, timeCell);
  return areForecasts(rows) ? forecastTable(rows, where, timeCell) : seriesTable(rows, where, timeCell);
}

/** The zones of a table's times. */
export function timezonesOf(rows: Tabular): string[] {
  const all: readonly { readonly timezone: string }[] = areScores(rows) ? rows.series : rows;
  return all.map(({ timezone }) => timezone);
}
