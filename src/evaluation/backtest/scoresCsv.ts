/** Scores as CSV text, there and back, and as JSON Lines. */
import Papa from "papaparse";
import { DataError } from "../../errors.ts";
import {
  formatTimestamp,
  parseTimestamp,
  type Table,
  tableToCsv,
  tableToJsonLines,
  type TimeCell,
  type TimeSeries,
  type WriteCsvOptions,
} from "../../series/index.ts";
import type { BacktestResult, Score } from "./scores.ts";

const columns = ["model", "id", "channel", "cutoff", "step", "metric", "value"];

/** What scores are written of: the result of a backtest. */
export type Scored = Pick<BacktestResult, "scores" | "series">;

/** The scores as a table. */
export function scoresTable({ scores, series }: Scored, timeCell: TimeCell = formatTimestamp): Table {
  const calendars = new Map(series.map(({ id, frequency, timezone }) => [id, { frequency, timezone }]));
  const rows = scores.map(({ model, seriesId, channel, cutoff, horizonStep, metric, value }) => {
    const { frequency, timezone } = calendars.get(seriesId)!;
    return [model, seriesId, channel, timeCell(cutoff, frequency, timezone), horizonStep, metric, value];
  });
  return { header: columns, rows };
}

/**
 * The scores as CSV text with the columns model,id,channel,cutoff,step,metric,value; `step` is empty over the whole horizon,
 * `value` is empty where the metric is undefined. Cutoffs are written as the series writes its timestamps.
 */
export function scoresToCsv(result: Scored, options: WriteCsvOptions = {}): string {
  return tableToCsv(scoresTable(result), options);
}

/** The scores as JSON Lines, in the columns of `scoresToCsv`: `step` is left out over the whole horizon, an undefined value null. */
export function scoresToJsonLines(result: Scored): string {
  return tableToJsonLines(scoresTable(result));
}

/**
 * Reads what `scoresToCsv` wrote, for `resumeFrom`. A last line that was cut off is left out.
 * @param series - those of the backtest: their zones tell which times are meant; scores of others are left out
 * @throws DataError for other columns, or a line that is no score
 * @example const result = await backtest(series, models, { resumeFrom: scoresFromCsv(text, series) })
 */
export function scoresFromCsv(text: string, series: readonly TimeSeries[]): Score[] {
  const zones = new Map(series.map(({ id, timezone }) => [id, timezone]));
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const { data } = Papa.parse<string[]>(whole, { skipEmptyLines: true });
  const [header = [], ...rows] = data;
  if (header.join() !== columns.join()) {
    throw new DataError({
      where: "scoresFromCsv: line 1",
      expected: columns.join(),
      found: header.join() || "nothing",
      remedy: "give the scores file of a backtest",
    });
  }
  return rows.flatMap((row, i) => {
    const [model = "", seriesId = "", channel = "", at = "", step = "", metric = "", value = ""] = row;
    const zone = zones.get(seriesId);
    if (zone === undefined) return [];
    const cutoff = parseTimestamp(at, zone);
    const number = value === "" ? NaN : Number(value);
    const horizonStep = Number(step);
    const wrong = Number.isNaN(cutoff) || (value !== "" && Number.isNaN(number)) || !Number.isInteger(horizonStep);
    if (row.length !== columns.length || wrong) throw badRow(i + 2, row);
    return [{ model, seriesId, channel, cutoff, ...(step !== "" && { horizonStep }), metric, value: number }];
  });
}

function badRow(line: number, row: readonly string[]): DataError {
  return new DataError({
    where: `scoresFromCsv: line ${line}`,
    expected: "a score with a time, a step and a number",
    found: row.join(),
    remedy: "give the scores file of a backtest as it was written",
    line,
  });
}
