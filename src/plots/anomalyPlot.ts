/** Plots of anomalies: what was expected of each row, the interval about it, and marks on the rows outside. */
import type { AnomalyResult, AnomalyRow } from "../evaluation/index.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import { plotForecasts, spokenModels, type ForecastPlotKind, type ForecastPlotOptions } from "./forecastPlot.ts";
import { assemblePlot, type Plot, type PlotPanel } from "./plot.ts";
import { markColor } from "./theme.ts";

const anomalyKind: ForecastPlotKind = {
  where: "anomalyPlot",
  title: (ids, models) =>
    `Anomalies of ${ids.length === 1 ? ids[0] : `${ids.length} series`}${models.length ? ` by ${spokenModels(models)}` : ""}`,
  history: () => 48,
  bandsUpTo: 1,
};

/**
 * Plots what `anomalies` found: the series, the value expected of each row, the interval, and a mark on each anomaly. Series
 * that are not given are left out.
 *
 * @throws {OptionError} for no series, no verdict on any, an unknown channel, or a size out of range; {DataError} for two series of
 * one id.
 * @example
 * const result = await anomalies([load], seasonalNaive({ horizon: 1, seasonLength: 168 }));
 * anomalyPlot(load, result).title; //=> "Anomalies of load by seasonal-naive"
 */
export function anomalyPlot(
  series: TimeSeries | readonly TimeSeries[],
  result: AnomalyResult,
  options: ForecastPlotOptions = {},
): Plot {
  const all = [series].flat() as readonly TimeSeries[];
  const judged = all.map((one) => ({
    one,
    channel: options.channel ?? one.target.names[0] ?? "",
    rows: result.rows.filter(({ seriesId }) => seriesId === one.id),
  }));
  const forecasts = judged.flatMap(({ one, rows }) => (rows.length === 0 ? [] : [expectedOf(one, rows, result)]));
  const { title, panels } = plotForecasts(anomalyKind, all, forecasts, options);
  const marked = panels.map((panel, i) =>
    withMarks(
      panel,
      judged[i]!.rows.filter((row) => row.channel === judged[i]!.channel),
    ),
  );
  return assemblePlot(title, marked);
}

/** The verdicts on one series as a forecast of all its judged rows. */
function expectedOf(
  { id, frequency, timezone, timestamps, target }: TimeSeries,
  rows: readonly AnomalyRow[],
  { model, level }: AnomalyResult,
): Forecast {
  const times = Float64Array.from(new Set(rows.map(({ timestamp }) => timestamp)));
  const side = level / 200;
  return {
    seriesId: id,
    model,
    cutoff: timestamps[timestamps.indexOf(times[0]!) - 1]!,
    frequency,
    timezone,
    timestamps: times,
    channels: target.names,
    levels: [level],
    quantiles: [0.5 - side, 0.5, 0.5 + side],
    values: Float64Array.from(rows.flatMap(({ lower, expected, upper }) => [lower, expected, upper])),
  };
}

/** A panel with one column more: the values of the anomalies. */
function withMarks(panel: PlotPanel, rows: readonly AnomalyRow[]): PlotPanel {
  const values = new Map(rows.filter(({ anomalous }) => anomalous).map(({ timestamp, value }) => [timestamp, value]));
  const column = panel.data[0]!.map((seconds) => values.get(1000 * seconds!) ?? null);
  const mark = { label: "anomaly", stroke: markColor, width: 0 };
  const entry = { label: "anomaly", model: "", kind: "point", color: markColor, dash: [], show: true } as const;
  return {
    ...panel,
    data: [...panel.data, column],
    options: { ...panel.options, series: [...panel.options.series, mark] },
    legend: [...panel.legend, { ...entry, dash: [], columns: [panel.data.length] }],
  };
}
