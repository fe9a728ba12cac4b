/** The road from a file to a forecast and a small backtest, as `seqcast forecast` and `seqcast backtest` walk it. */
import {
  backtest,
  createForecaster,
  findForecaster,
  forecastPlot,
  forecastToCsv,
  formatTimestamp,
  leaderboard,
  readCsv,
  type BacktestProgress,
  type FittedForecaster,
  type Forecast,
  type Forecaster,
  type TimeSeries,
  type TrainingProgress,
} from "../src/index.ts";
import type { Band, Choice, Leaderboard, Progress, Result, View } from "./protocol.ts";
import { wallsOf } from "./walls.ts";

const LEVELS = [80, 95];
const MOST_VIEWS = 100;
const MOST_PANELS = 20; // of the page to take home

type Say = (progress: Progress) => void;

/** Reads the chosen columns. */
export async function readChosen(file: File, choice: Choice, warn: (note: string) => void): Promise<TimeSeries[]> {
  const { time, target, id, missing, frequency, average } = choice;
  return readCsv(file, {
    time: time.split(","),
    target,
    id: id ?? undefined,
    missing: missing.length > 0 ? missing : undefined,
    frequency: frequency ?? undefined,
    aggregate: average ? "mean" : undefined,
    onWarning: warn,
  });
}

/** The forecaster that was chosen. */
function chosen({ model, horizon, seasonLength, epochs, seed }: Choice): Forecaster {
  const { options } = findForecaster(model);
  return createForecaster(model, {
    horizon,
    ...(Object.hasOwn(options, "seasonLength") && seasonLength !== null && { seasonLength }),
    ...(Object.hasOwn(options, "epochs") && epochs !== null && { epochs }),
    ...(Object.hasOwn(options, "seed") && { seed }),
  });
}

/** Fits on all rows and forecasts beyond them. */
export async function forecastFile(
  file: File,
  choice: Choice,
  say: Say,
): Promise<{ result: Result; series: TimeSeries[] }> {
  const start = performance.now();
  const notes: string[] = [];
  const forecaster = chosen(choice);
  say({ kind: "progress", stage: "reading" });
  const series = await readChosen(file, choice, (note) => notes.push(note));
  say({ kind: "progress", stage: "fitting" });
  const fitted = await forecaster.fit(series, { onProgress: (progress) => say(trainingOf(progress, false)) });
  say({ kind: "progress", stage: "forecasting" });
  const forecasts = fitted.predict(series, { levels: LEVELS });
  const shown = series.slice(0, MOST_PANELS);
  const result: Result = {
    kind: "result",
    model: fitted.name,
    views: series.slice(0, MOST_VIEWS).map((one, i) => viewOf(one, forecasts[i]!)),
    csv: forecastToCsv(forecasts),
    page: forecastPlot(shown, forecasts.slice(0, shown.length)).html(),
    saved: fitted.save(),
    notes: [...notes, ...describeFit(fitted), `Read, fitted and forecast in ${seconds(start)} s.`],
    command: commandOf(file.name, choice),
  };
  return { result, series };
}

const seconds = (start: number): string => ((performance.now() - start) / 1000).toFixed(1);

function trainingOf({ model, epoch, of, trainingLoss, validationLoss }: TrainingProgress, again: boolean): Progress {
  const losses = { trainingLoss, validationLoss: validationLoss ?? null };
  return { kind: "progress", stage: "training", backtest: again, model, epoch, of, ...losses };
}

function viewOf(series: TimeSeries, { timestamps, channels, quantiles, values, frequency, timezone }: Forecast): View {
  const width = series.target.names.length;
  const quantile = (probability: number): Float64Array => {
    const q = quantiles.findIndex((one) => Math.abs(one - probability) < 1e-9);
    return Float64Array.from(timestamps, (_, h) => values[h * channels.length * quantiles.length + q]!);
  };
  return {
    id: series.id,
    channel: channels[0]!,
    times: series.timestamps,
    walls: wallsOf(series.timestamps, timezone),
    values: Float64Array.from(series.timestamps, (_, t) => series.target.values[t * width]!),
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

/** The same forecast on the command line. */
function commandOf(file: string, choice: Choice): string {
  const { options } = findForecaster(choice.model);
  const has = (name: string, value: number | null): string | undefined =>
    Object.hasOwn(options, name) && value !== null ? String(value) : undefined;
  const parts: [string, string | undefined][] = [
    ["--time", choice.time],
    ["--target", choice.target],
    ["--id", choice.id ?? undefined],
    ["--frequency", choice.frequency ?? undefined],
    ["--aggregate", choice.average ? "mean" : undefined],
    ["--missing", choice.missing.join(",") || undefined],
    ["--horizon", String(choice.horizon)],
    ["--model", choice.model],
    ["--season-length", has("seasonLength", choice.seasonLength)],
    ["--epochs", has("epochs", choice.epochs)],
    ["--seed", has("seed", choice.seed)],
    ["--out", "forecast.csv"],
  ];
  const flags = parts.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${shellWord(value)}`]));
  return ["npx seqcast forecast", shellWord(file), ...flags].join(" ");
}

const shellWord = (text: string): string => (/^[\w./,:+@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** Judges the model beside the seasonal naive at the last origins of the file. */
export async function judge(series: readonly TimeSeries[], choice: Choice, say: Say): Promise<Leaderboard> {
  const { horizon, folds } = choice;
  const seasonLength = Math.max(1, choice.seasonLength ?? 1);
  const simple = createForecaster(seasonLength > 1 ? "seasonal-naive" : "naive", {
    horizon,
    ...(seasonLength > 1 && { seasonLength }),
  });
  const model = chosen(choice);
  const models = model.name === simple.name ? [simple, createForecaster("drift", { horizon })] : [simple, model];
  const onProgress = (progress: BacktestProgress | TrainingProgress): void => {
    if (progress.stage === "train") return say(trainingOf(progress, true));
    const { model, fit, of } = progress;
    say({ kind: "progress", stage: "judging", model, fit, of });
  };
  const result = await backtest(series, models, { folds, stride: horizon, seasonLength, onProgress });
  const rows = leaderboard(result);
  const metrics = Object.keys(rows[0]?.means ?? {});
  return {
    kind: "leaderboard",
    metrics,
    rows: rows.map(({ model, means }) => ({ model, means: metrics.map((metric) => means[metric] ?? NaN) })),
    folds,
    horizon,
  };
}
