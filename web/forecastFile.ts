/** The road from a file to a forecast, as `seqcast forecast` walks it. */
import {
  forecastPlot,
  forecastToCsv,
  formatTimestamp,
  type FittedForecaster,
  type Forecast,
  type TimeSeries,
  type TrainingProgress,
} from "../src/index.ts";
import { commandOf, forecastCommand, forecastProgram } from "./command.ts";
import type { Band, Choice, Progress, Result, View } from "./protocol.ts";
import { forecasterOf, readChosen } from "./reading.ts";
import { forecastReportOf, type Made } from "./reportFile.ts";
import { wallsOf } from "./walls.ts";

const LEVELS = [80, 95];
const MOST_VIEWS = 1000;
const MOST_PANELS = 20; // of the page to take home

const plotNote = `The plot draws the first ${MOST_PANELS} series; CSV and model hold all.`;

/** Hears how far the work is. */
export type Say = (progress: Progress) => void;

/** Fits on all rows and forecasts beyond them. */
export async function forecastFile(file: File, choice: Choice, say: Say): Promise<{ result: Result; made: Made }> {
  const start = performance.now();
  const notes: string[] = [];
  const forecaster = forecasterOf(choice);
  say({ kind: "progress", stage: "reading" });
  const series = await readChosen(file, choice, (note) => notes.push(note));
  say({ kind: "progress", stage: "fitting" });
  const fitted = await forecaster.fit(series, { onProgress: (progress) => say(trainingOf(progress, false)) });
  say({ kind: "progress", stage: "forecasting" });
  const forecasts = fitted.predict(series, { levels: LEVELS });
  const made: Made = { file: file.name, choice, series, fitted, forecasts };
  const shown = series.slice(0, MOST_PANELS);
  const views = forecasts.reduce((sum, { channels }) => sum + channels.length, 0);
  const words = forecastCommand(file.name, choice);
  const result: Result = {
    kind: "result",
    model: fitted.name,
    views: viewsOf(series, forecasts),
    more: Math.max(0, views - MOST_VIEWS),
    csv: forecastToCsv(forecasts),
    page: forecastPlot(shown, forecasts.slice(0, shown.length)).html(),
    report: forecastReportOf(made).html(),
    saved: fitted.save(),
    notes: [
      ...notes,
      ...(series.length > MOST_PANELS ? [plotNote] : []),
      ...describeFit(fitted),
      `Read, fitted and forecast in ${seconds(start)} s.`,
    ],
    command: words ? commandOf(words) : forecastProgram(file.name, choice),
    isProgram: words === undefined,
  };
  return { result, made };
}

const seconds = (start: number): string => ((performance.now() - start) / 1000).toFixed(1);

/** The progress of a training; `again` in a comparison. */
export function trainingOf(
  { model, epoch, of, trainingLoss, validationLoss }: TrainingProgress,
  again: boolean,
): Progress {
  const losses = { trainingLoss, validationLoss: validationLoss ?? null };
  return { kind: "progress", stage: "training", backtest: again, model, epoch, of, ...losses };
}

/** Each channel of each series with its forecast. */
function viewsOf(series: readonly TimeSeries[], forecasts: readonly Forecast[]): View[] {
  return series
    .flatMap((one, i) => one.target.names.map((_, c) => [one, forecasts[i]!, c] as const))
    .slice(0, MOST_VIEWS)
    .map(([one, forecast, c]) => viewOf(one, forecast, c));
}

function viewOf(series: TimeSeries, forecast: Forecast, channel: number): View {
  const { timestamps, channels, quantiles, values, frequency, timezone } = forecast;
  const [C, Q] = [channels.length, quantiles.length];
  const quantile = (probability: number): Float64Array => {
    const q = quantiles.findIndex((one) => Math.abs(one - probability) < 1e-9);
    return Float64Array.from(timestamps, (_, h) => values[(h * C + channel) * Q + q]!);
  };
  return {
    id: series.id,
    channel: channels[channel]!,
    times: series.timestamps,
    walls: wallsOf(series.timestamps, timezone),
    values: Float64Array.from(series.timestamps, (_, t) => series.target.values[t * C + channel]!),
    ahead: {
      times: timestamps,
      walls: wallsOf(timestamps, timezone),
      labels: Array.from(timestamps, (time) => formatTimestamp(time, frequency, timezone)),
      median: quantile(0.5),
      bands: LEVELS.map((level): Band => {
        const tail = (1 - level / 100) / 2;
        return { level, low: quantile(tail), high: quantile(1 - tail) };
      }),
    },
  };
}

/** What the model found out by itself. */
function describeFit({ history, options }: FittedForecaster): string[] {
  const notes: string[] = [];
  const season = options["seasonLength"];
  if (typeof season === "number") notes.push(season > 0 ? `Season: ${season} rows.` : "Season: none.");
  if (history) {
    const { epochs, bestEpoch, stoppedBecause } = history;
    notes.push(
      `${epochs.length} passes over the data (${stoppedBecause}); the weights of pass ${bestEpoch} were kept.`,
    );
    const open = history.gates?.filter(({ share }) => share > 0) ?? [];
    if (history.gates && open.length === 0)
      notes.push("The network did not do better than the ridge on rows held back, so the ridge speaks alone.");
  }
  return notes;
}
