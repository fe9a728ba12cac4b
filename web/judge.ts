/** A small backtest of the chosen model beside a simple one, as `seqcast backtest` makes it. */
import {
  backtest,
  createForecaster,
  leaderboard,
  type BacktestProgress,
  type Forecaster,
  type TrainingProgress,
} from "../src/index.ts";
import { trainingOf, type Say } from "./forecastFile.ts";
import type { Choice, Leaderboard } from "./protocol.ts";
import { forecasterOf } from "./reading.ts";
import { wholeReportOf, type Made } from "./reportFile.ts";

/** Judges the model beside the seasonal naive at the last origins of the file. */
export async function judge(made: Made, say: Say): Promise<Leaderboard> {
  const { series, choice } = made;
  const { horizon, folds } = choice;
  const models = modelsOf(choice);
  const onProgress = (progress: BacktestProgress | TrainingProgress): void => {
    if (progress.stage === "train") return say(trainingOf(progress, true));
    const { model, fit, of } = progress;
    say({ kind: "progress", stage: "judging", model, fit, of });
  };
  const seasonLength = seasonOf(choice);
  const result = await backtest(series, models, { folds, stride: horizon, seasonLength, onProgress });
  const rows = leaderboard(result);
  const metrics = Object.keys(rows[0]?.means ?? {});
  return {
    kind: "leaderboard",
    metrics,
    rows: rows.map(({ model, means }) => ({ model, means: metrics.map((metric) => means[metric] ?? NaN) })),
    folds,
    horizon,
    report: wholeReportOf(made, result, models).html(),
  };
}

const seasonOf = ({ seasonLength }: Choice): number => Math.max(1, seasonLength ?? 1);

/** The chosen model and a simple one; beside a simple one the line from the first row to the last. */
function modelsOf(choice: Choice): Forecaster[] {
  const { horizon } = choice;
  const seasonLength = seasonOf(choice);
  const simple =
    seasonLength > 1
      ? createForecaster("seasonal-naive", { horizon, seasonLength })
      : createForecaster("naive", { horizon });
  const model = forecasterOf(choice);
  return model.name === simple.name ? [simple, createForecaster("drift", { horizon })] : [simple, model];
}
