/** Models side by side: means, skill, wins, time, and how sure the order is. */
import { DataError, OptionError } from "../errors.ts";
import { costOf, findMetric, skill, type Metric } from "../metrics/index.ts";
import { refuseUnknown } from "../options.ts";
import { calibration, type LevelCoverage } from "./calibration.ts";
import {
  leaderboard,
  missingOf,
  ranked,
  type BacktestResult,
  type LeaderboardRow,
  type Score,
} from "./backtest/scores.ts";
import { rollingOf } from "./overlap.ts";
import { bootstrapMean, type BootstrapMean, type BootstrapOptions } from "./significance/bootstrap.ts";
import { friedman, type Friedman } from "./significance/friedman.ts";
import { modelConfidenceSet, type ModelConfidenceSet } from "./significance/modelConfidenceSet.ts";
import type { LossTable } from "./significance/ranks.ts";

/** How models are compared; the rest is for the intervals and the confidence set. */
export interface CompareOptions extends BootstrapOptions {
  /** The metric that decides; the first of the scores unless given. */
  readonly metric?: string | undefined;
  /** The model to beat; seasonal-naive, else naive, else the first one, unless given. */
  readonly baseline?: string | undefined;
  /**
   * Cases that are drawn together; unless given, as many cutoffs as a horizon reaches over, which the series tell, and 1 without them.
   */
  readonly blockLength?: number | undefined;
}

/** One model of a comparison. */
export interface ComparisonRow extends LeaderboardRow {
  /** 1 - mean loss / mean loss of the baseline, over the cases in which both are defined. */
  readonly skill: number;
  /** Cases in which no other model is better. */
  readonly wins: number;
  /**
   * Mean loss less that of the baseline, with its interval; undefined for the baseline itself and without a common case. The ends are NaN
   * where cases overlap in fewer than 6 blocks: too few to tell.
   */
  readonly difference: BootstrapMean | undefined;
  readonly fitMilliseconds: number;
  readonly predictMilliseconds: number;
  /** Histories that it gave no forecast of, those with a fallback too. */
  readonly failures: number;
  /** How often its intervals cover, level by level, narrowest first; empty where the result holds no forecasts of it. */
  readonly coverage: readonly LevelCoverage[];
}

/** Models held against each other by one metric. */
export interface Comparison {
  readonly metric: string;
  readonly baseline: string;
  /** Series, channels and cutoffs that were scored. */
  readonly cases: number;
  /** Cases that follow one another and were drawn together. */
  readonly blockLength: number;
  /** Best first; models that lack cases which another has come behind those that lack none. */
  readonly rows: readonly ComparisonRow[];
  /** Whether mean ranks differ; undefined with fewer than two models or two cases in which all are defined. */
  readonly friedman: Friedman | undefined;
  /** Which models may be the best; undefined likewise, and where cases overlap in fewer than 6 blocks. */
  readonly confidenceSet: ModelConfidenceSet | undefined;
}

/** What of a backtest is compared. */
type Scored = Pick<BacktestResult, "scores"> &
  Partial<Pick<BacktestResult, "times" | "errors" | "forecasts" | "series" | "horizon" | "weighted">>;

/**
 * The losses of each model by one metric, case by case: cutoff after cutoff of each channel of each series, NaN where the metric is
 * undefined; the lower, the better, whichever way the metric counts. For `friedman` and `modelConfidenceSet`.
 * @throws OptionError for a metric that was not scored
 * @example friedman(lossTable(result, "mae")).criticalDifference
 */
export function lossTable({ scores }: Pick<BacktestResult, "scores">, metric: string): LossTable {
  const whole = wholeScores({ scores }, metric);
  if (whole.length === 0) throw unknownName("metric", metric, [...new Set(scores.map((score) => score.metric))]);
  const facts: Pick<Metric, "better" | "nominal"> = findMetric(metric) ?? { better: "lower" };
  const lanes = new Map<string, Set<number>>(); // cutoffs of each channel of each series
  const losses = new Map<string, Map<string, number>>();
  for (const { model, seriesId, channel, cutoff, value } of whole) {
    const lane = JSON.stringify([seriesId, channel]);
    lanes.set(lane, (lanes.get(lane) ?? new Set<number>()).add(cutoff));
    const own = losses.get(model) ?? new Map<string, number>();
    losses.set(model, own.set(`${cutoff} ${lane}`, costOf(facts, value)));
  }
  const cases = [...lanes].flatMap(([lane, cutoffs]) =>
    [...cutoffs].sort((a, b) => a - b).map((cutoff) => `${cutoff} ${lane}`),
  );
  const table = [...losses].map(([model, own]) => [model, Float64Array.from(cases, (key) => own.get(key) ?? NaN)]);
  return Object.fromEntries(table) as LossTable;
}

function wholeScores({ scores }: Pick<BacktestResult, "scores">, metric: string): Score[] {
  return scores.filter((score) => score.horizonStep === undefined && score.metric === metric);
}

/**
 * Compares the models of a backtest: means of all metrics, skill against a named baseline, wins, times, the interval of the mean
 * difference by resampling the cases, coverage of the intervals, Friedman's test and the model confidence set. Cutoffs whose horizons
 * overlap are drawn in blocks: their errors depend on each other.
 * @throws OptionError for an unknown metric, model or option; DataError without any score
 * @example compare(result, { baseline: "seasonal-naive" }).rows[0].skill
 */
export function compare(result: Scored, options: CompareOptions = {}): Comparison {
  refuseUnknown("compare", options, ["metric", "baseline", "level", "resamples", "seed", "blockLength"]);
  const { metric = result.scores[0]?.metric, baseline: wanted, blockLength = rollingOf(result).blockLength } = options;
  const { level, resamples, seed } = options;
  const bootstrap = { level, resamples, seed, blockLength };
  if (metric === undefined) throw new DataError({ where: "compare", expected: "at least one score", found: "none" });
  const losses = lossTable(result, metric);
  const models = Object.keys(losses);
  const baseline = wanted ?? usualBaseline(models);
  if (!models.includes(baseline)) throw unknownName("baseline", baseline, models);
  const cases = losses[baseline]!.length;
  const wins = winsOf(losses, cases);
  const coverages = coveragesOf(result);
  const rows = leaderboard(result).map((row): ComparisonRow =>
    Object.assign(
      row,
      { wins: wins[row.model] ?? 0 },
      against(losses, row.model, baseline, bootstrap),
      costsOf(result, row.model),
      { coverage: coverages.get(row.model) ?? [] },
    ),
  );
  const first = models.map((model) => losses[model]!);
  const complete = Array.from({ length: cases }, (_, i) => i).filter((i) =>
    first.every((own) => !Number.isNaN(own[i]!)),
  );
  const enough = models.length > 1 && complete.length > 1;
  return {
    metric,
    baseline,
    cases,
    blockLength,
    rows: sorted(rows, losses, wholeScores(result, metric)),
    friedman: enough ? friedman(losses, level ?? 95) : undefined,
    confidenceSet: enough && isEnough(complete.length, blockLength) ? modelConfidenceSet(losses, bootstrap) : undefined,
  };
}

/** A naive model, also about measured intervals, which a name such as seasonal-naive-adaptive tells of. */
function usualBaseline(models: readonly string[]): string {
  const of = (name: string): string | undefined =>
    models.find((model) => model === name || model.startsWith(`${name}-`));
  return of("seasonal-naive") ?? of("naive") ?? models[0]!;
}

/** Best first by the mean loss of the metric that decides, models that lack cases behind the others. */
function sorted(rows: readonly ComparisonRow[], losses: LossTable, scores: readonly Score[]): ComparisonRow[] {
  const missing = missingOf(scores);
  const key = ({ model }: ComparisonRow): number => {
    const mean = meanOf(Array.from(losses[model] ?? []));
    return Number.isNaN(mean) ? Infinity : mean;
  };
  return ranked(rows, key, (model) => missing.get(model) ?? 0);
}

function winsOf(losses: LossTable, cases: number): Readonly<Record<string, number>> {
  const wins: Record<string, number> = {};
  for (let i = 0; i < cases; i++) {
    let least = Infinity; // of no model where all are NaN
    for (const own of Object.values(losses)) if (own[i]! < least) least = own[i]!;
    for (const [model, own] of Object.entries(losses)) if (own[i] === least) wins[model] = (wins[model] ?? 0) + 1;
  }
  return wins;
}

function against(
  losses: LossTable,
  model: string,
  baseline: string,
  options: BootstrapOptions,
): Pick<ComparisonRow, "skill" | "difference"> {
  const [own = [], other] = [losses[model], losses[baseline]!];
  const both = Array.from(own, (_, i) => i).filter((i) => !Number.isNaN(own[i]!) && !Number.isNaN(other[i]!));
  const [loss, base] = [meanOf(both.map((i) => own[i]!)), meanOf(both.map((i) => other[i]!))];
  const differences = both.map((i) => own[i]! - other[i]!);
  return {
    // A metric that is better when higher is a loss below zero, of which a share means nothing.
    skill: loss < 0 || base < 0 ? NaN : skill(loss, base),
    difference: model === baseline || both.length === 0 ? undefined : differenceOf(differences, options),
  };
}

/** Blocks below which resamples of cases that overlap say nothing: a single block is drawn whole each time. */
const LEAST_BLOCKS = 6;

const isEnough = (cases: number, blockLength = 1): boolean => blockLength === 1 || cases >= LEAST_BLOCKS * blockLength;

function differenceOf(differences: readonly number[], options: BootstrapOptions): BootstrapMean {
  const found = bootstrapMean(differences, options);
  return isEnough(found.count, options.blockLength) ? found : { ...found, low: NaN, high: NaN };
}

function costsOf(
  { times = [], errors = [] }: Scored,
  model: string,
): Pick<ComparisonRow, "fitMilliseconds" | "predictMilliseconds" | "failures"> {
  const time = times.find((one) => one.model === model);
  return {
    fitMilliseconds: time?.fitMilliseconds ?? NaN,
    predictMilliseconds: time?.predictMilliseconds ?? NaN,
    failures: errors.filter((error) => error.model === model).length,
  };
}

const overAllSteps = ({ level, coverage, width, count }: LevelCoverage): LevelCoverage => {
  return { level, coverage, width, count };
};

function coveragesOf({ forecasts = [], series = [], weighted }: Scored): Map<string, LevelCoverage[]> {
  const calibrations = calibration({ forecasts, series, weighted });
  return new Map(calibrations.map(({ model, levels }) => [model, levels.map(overAllSteps)]));
}

function meanOf(values: readonly number[]): number {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.reduce((sum, value) => sum + value, 0) / present.length;
}

function unknownName(what: "metric" | "baseline", name: string, known: readonly string[]): OptionError {
  return new OptionError({
    where: `compare: option ${what}`,
    expected: `one of ${known.join(", ") || "no scores"}`,
    found: `"${name}"`,
  });
}
