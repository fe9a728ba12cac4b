/** The report of a forecast: what is to be expected, from which data, and how it was computed. */
import type { FittedForecaster } from "../../models/index.ts";
import { OptionError } from "../../errors.ts";
import { refuseUnknown } from "../../options.ts";
import type { Forecast, TimeSeries } from "../../series/index.ts";
import { forecastPlot, spoken } from "../forecastPlot.ts";
import { trainingPlot } from "../trainingPlot.ts";
import { dataSection, moreNote } from "./dataSection.ts";
import { expectationOf, expectedOf, expectedTable } from "./expectation.ts";
import { makingSection, type ReportedModel } from "./makingSection.ts";
import { REPORT_WIDTH, reportOptionNames, requireSeries, subjectOf, type ReportOptions } from "./options.ts";
import { aligned, counted, spanOf, timeText } from "./phrases.ts";
import { assembleReport, type Report, type ReportBlock, type ReportFact, type ReportSection } from "./report.ts";

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
    title: title ?? `Forecast of ${subjectOf(series)}`,
    verdict: expectationOf(series, forecasts, unit),
    figures: figuresOf(forecasts, unit),
    sections: [
      questionSection(series, forecasts),
      forecastSection(series, forecasts, unit),
      dataSection(series, files, unit),
      ...trainingSections(models),
      makingSection({ models, settings, seeds: [], command }),
    ],
  });
}

function figuresOf(forecasts: readonly Forecast[], unit: string | undefined): ReportFact[] {
  const [forecast] = forecasts;
  const { model, frequency, timestamps, timezone, channels } = forecast!;
  const figures = [
    { name: "model", value: model || "forecast" },
    { name: "ahead", value: spanOf(frequency, timestamps.length) },
    { name: "up to", value: timeText(timestamps.at(-1)!, frequency, timezone) },
  ];
  const many = new Set(forecasts.map(({ seriesId }) => seriesId)).size;
  if (many > 1) return [...figures, { name: "series", value: many.toLocaleString("en-US") }];
  if (forecasts.length > 1) return [...figures, { name: "forecasts", value: String(forecasts.length) }];
  const { average, level, half } = expectedOf(forecast!, 0);
  const [middle, reach] = aligned([average, half], 4).map((text) => (unit === undefined ? text : `${text} ${unit}`));
  figures.push({ name: `mean of ${channels[0]}`, value: middle! });
  if (level !== undefined) figures.push({ name: `${level} % interval, on average`, value: `± ${reach}` });
  return figures;
}

function questionSection(series: readonly TimeSeries[], forecasts: readonly Forecast[]): ReportSection {
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
        text: `What will ${subjectOf(series)} be, ${counted(timestamps.length, "step")} (${spanOf(frequency, timestamps.length)}) beyond ${from}?${intervals}`,
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
  const more = moreNote(known.length - shown.length, "series", "series");
  return { title: "Forecast", blocks: [...expectedTable(series, forecasts, unit), ...blocks, ...more] };
}

/** How each network's training went; nothing of models that are not trained. */
function trainingSections(models: readonly FittedModel[]): ReportSection[] {
  return models.flatMap(({ name, history }) => {
    if (!history || history.epochs.length === 0) return [];
    const { epochs, bestEpoch, stoppedBecause, gates = [] } = history;
    const early = stoppedBecause === "all epochs done" ? "" : `; it stopped early: ${stoppedBecause}`;
    const text = `${name} learned in ${counted(epochs.length, "pass", "passes")} over its windows and kept the weights of pass ${bestEpoch}${early}.`;
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
