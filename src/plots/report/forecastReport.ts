/** The report of a forecast: what is to be expected, from which data, and how it was computed. */
import type { FittedForecaster } from "../../models/index.ts";
import { OptionError } from "../../errors.ts";
import { extentOf } from "../../extent.ts";
import { refuseUnknown } from "../../options.ts";
import type { Forecast, TimeSeries } from "../../series/index.ts";
import { forecastPlot, spoken } from "../forecastPlot.ts";
import { trainingPlot } from "../trainingPlot.ts";
import { dataSection, moreNote } from "./dataSection.ts";
import { makingSection, type ReportedModel } from "./makingSection.ts";
import { REPORT_WIDTH, reportOptionNames, requireSeries, subjectOf, type ReportOptions } from "./options.ts";
import { aligned, counted, lessOf, spanOf, timeText } from "./phrases.ts";
import {
  assembleReport,
  type Report,
  type ReportBlock,
  type ReportFact,
  type ReportSection,
  type Verdict,
} from "./report.ts";

/** A fitted forecaster's options, and the course of its training where there was one. */
type FittedModel = ReportedModel & Pick<FittedForecaster, "history">;

/** Options of `forecastReport`. */
export interface ForecastReportOptions extends ReportOptions {
  /** The fitted forecasters: their options are listed, and how training went is drawn. */
  readonly models?: readonly FittedModel[] | undefined;
}

const where = "forecastReport";
const MOST_DRAWN = 12; // series

/**
 * Reports a forecast as one page: what is to be expected in a sentence, the question, the data with their fingerprint, the forecast with
 * its intervals as a plot and as values, how training went, options, seeds, versions and the command.
 *
 * @throws {OptionError} for an unknown option, or without any series or forecast; {DataError} for a forecast of a series that is not given.
 * @example
 * const fitted = await lstm({ horizon: 48, seed: 7 }).fit([load]);
 * await forecastReport([load], fitted.predict([load]), { unit: "MW", models: [fitted] }).save("report.html");
 */
export function forecastReport(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  options: ForecastReportOptions = {},
): Report {
  refuseUnknown(where, options, reportOptionNames);
  requireSeries(where, series);
  if (forecasts.length === 0)
    throw new OptionError({
      where,
      expected: "at least one forecast",
      found: "none",
      remedy: "pass what predict returned",
    });
  const { unit, title, files = [], models = [], settings = {}, command } = options;
  return assembleReport({
    title: title ?? `Forecast of ${subjectOf(series, unit)}`,
    verdict: expectationOf(series, forecasts, unit),
    figures: figuresOf(forecasts, unit),
    sections: [
      questionSection(series, forecasts, unit),
      forecastSection(series, forecasts, unit),
      dataSection(series, files),
      ...trainingSections(models),
      makingSection({ models, settings, seeds: [], command }),
    ],
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The medians of the first channel (H), and how far one interval reaches on average. */
function expectedOf({ values, channels, quantiles, timestamps, levels }: Forecast) {
  const [C, Q] = [channels.length, quantiles.length];
  const middle = (Q - 1) / 2;
  const at = (h: number, q: number): number => values[h * C * Q + q]!;
  const steps = Array.from(timestamps, (_, h) => h);
  const width = levels.length === 0 ? NaN : mean(steps.map((h) => at(h, middle + 1) - at(h, middle - 1)));
  return { medians: steps.map((h) => at(h, middle)), level: levels[0], width };
}

/** What is to be expected, in a sentence. */
function expectationOf(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  unit: string | undefined,
): Verdict {
  const [forecast] = forecasts;
  const { model, frequency, timezone, timestamps, cutoff, channels } = forecast!;
  const ahead = `the ${counted(timestamps.length, "step")} (${spanOf(frequency, timestamps.length)}) after ${timeText(cutoff, frequency, timezone)}`;
  const models = spoken([...new Set(forecasts.map((one) => one.model))].filter((name) => name !== ""));
  if (forecasts.length > 1 || channels.length > 1)
    return { sentence: `${models || "The model"} forecasts ${subjectOf(series, unit)} for ${ahead}.`, outcome: "none" };
  const { medians } = expectedOf(forecast!);
  const [least, most] = extentOf(medians);
  const timeOf = (value: number): string => timeText(timestamps[medians.indexOf(value)]!, frequency, timezone);
  const [average, low, high] = aligned([mean(medians), least, most], 4).map((text) =>
    unit === undefined ? text : `${text} ${unit}`,
  );
  const range =
    least === most ? "" : `, lowest with ${low} at ${timeOf(least)} and highest with ${high} at ${timeOf(most)}`;
  const sentence = `${model || "The model"} expects ${channels[0]} to be ${average} on average over ${ahead}${beside(series, forecast!, mean(medians))}${range}.`;
  return { sentence, outcome: "none" };
}

/** How that stands to as many rows before the cutoff; nothing where a share means nothing. */
function beside(
  series: readonly TimeSeries[],
  { seriesId, cutoff, timestamps, channels }: Forecast,
  expected: number,
): string {
  const own = series.find(({ id }) => id === seriesId);
  const c = own?.target.names.indexOf(channels[0]!) ?? -1;
  if (!own || c < 0) return "";
  const end = own.timestamps.indexOf(cutoff) + 1;
  const rows = Array.from({ length: timestamps.length }, (_, i) => end - timestamps.length + i).filter(
    (row) => row >= 0,
  );
  const before = rows
    .map((row) => own.target.values[row * own.target.names.length + c]!)
    .filter((value) => !Number.isNaN(value));
  if (before.length < timestamps.length || before.some((value) => value < 0) || !(mean(before) > 0)) return "";
  return ` (${lessOf(1 - expected / mean(before))} than over the ${counted(rows.length, "row")} before)`;
}

function figuresOf(forecasts: readonly Forecast[], unit: string | undefined): ReportFact[] {
  const [forecast] = forecasts;
  const { model, frequency, timestamps, timezone, channels } = forecast!;
  const figures = [
    { name: "model", value: model || "forecast" },
    { name: "ahead", value: spanOf(frequency, timestamps.length) },
    { name: "up to", value: timeText(timestamps.at(-1)!, frequency, timezone) },
  ];
  if (forecasts.length > 1) return [...figures, { name: "forecasts", value: String(forecasts.length) }];
  const { medians, level, width } = expectedOf(forecast!);
  const [average, half] = aligned([mean(medians), width / 2], 4).map((text) =>
    unit === undefined ? text : `${text} ${unit}`,
  );
  figures.push({ name: `mean of ${channels[0]}`, value: average! });
  if (level !== undefined) figures.push({ name: `half the mean ${level} % interval`, value: `± ${half}` });
  return figures;
}

function questionSection(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  unit: string | undefined,
): ReportSection {
  const { frequency, timestamps, levels, cutoff, timezone } = forecasts[0]!;
  const same = forecasts.every((one) => one.cutoff === cutoff);
  const from = same ? `the end of the data, ${timeText(cutoff, frequency, timezone)}` : "the end of each series";
  const intervals =
    levels.length === 0
      ? ""
      : ` Intervals say where values will lie: ${spoken(levels.map((level) => `${level} % of them in the ${level} % interval`))}, if the future is like the past.`;
  return {
    title: "Question",
    blocks: [
      {
        kind: "text",
        text: `What will ${subjectOf(series, unit)} be, ${counted(timestamps.length, "step")} (${spanOf(frequency, timestamps.length)}) beyond ${from}?${intervals}`,
      },
      {
        kind: "note",
        text: "How good such forecasts are, this page does not say: a backtest on the same data does (seqcast backtest … --report).",
      },
    ],
  };
}

function forecastSection(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  unit: string | undefined,
): ReportSection {
  const known = series.filter(({ id }) => forecasts.some(({ seriesId }) => seriesId === id));
  const shown = known.slice(0, MOST_DRAWN);
  const ids = new Set(series.map(({ id }) => id));
  const drawn = new Set(shown.map(({ id }) => id));
  const own = forecasts.filter(({ seriesId }) => drawn.has(seriesId) || !ids.has(seriesId));
  const blocks: ReportBlock[] = (
    forecasts[0]!.channels.length === 1 ? [undefined] : forecasts[0]!.channels.slice(0, 6)
  ).map((channel) => ({
    kind: "plot",
    plot: forecastPlot(shown, own, { unit, width: REPORT_WIDTH, channel, title: channel ?? "History and forecast" }),
  }));
  return { title: "Forecast", blocks: [...blocks, ...moreNote(known.length - shown.length, "series", "series")] };
}

/** How each network's training went; nothing of models that are not trained. */
function trainingSections(models: readonly FittedModel[]): ReportSection[] {
  return models.flatMap(({ name, history }) => {
    if (!history || history.epochs.length === 0) return [];
    const { epochs, bestEpoch, stoppedBecause, gates = [] } = history;
    const text = `${name} learned in ${counted(epochs.length, "pass", "passes")} over its windows and kept the weights of pass ${bestEpoch}; it stopped because of: ${stoppedBecause}.`;
    const open = gates.filter(({ share }) => share > 0);
    const gate =
      gates.length === 0
        ? ""
        : open.length === 0
          ? " Rows held back decided for the ridge alone: the network did not help."
          : ` Rows held back let the network speak in ${counted(open.length, "block")} of ${gates.length}.`;
    return [
      {
        title: `Training of ${name}`,
        blocks: [
          { kind: "text", text: text + gate },
          { kind: "plot", plot: trainingPlot(history, { width: REPORT_WIDTH, title: "Loss by pass" }) },
        ],
      },
    ];
  });
}
