/** Choosing a form of exponential smoothing by Akaike's criterion, in a race: hopeless searches are given up early. */
import { ADDED, MULTIPLIED, NONE, type SmoothingForm } from "../../../numerics/index.ts";
import { describeFit, observedCount, searchSmoothing, type FittedSmoothing, type SmoothingSearch } from "./fit.ts";

/** Which forms are looked at; "auto" leaves a part to the data. */
export interface FormChoice {
  readonly error: "auto" | "additive" | "multiplicative";
  readonly trend: "auto" | "none" | "additive" | "damped" | "multiplicative" | "damped-multiplicative";
  readonly season: "auto" | "none" | "additive" | "multiplicative";
}

type TrendPart = Pick<SmoothingForm, "trend" | "damped">;

const trends: Readonly<Record<Exclude<FormChoice["trend"], "auto">, TrendPart>> = {
  none: { trend: NONE, damped: false },
  additive: { trend: ADDED, damped: false },
  damped: { trend: ADDED, damped: true },
  multiplicative: { trend: MULTIPLIED, damped: false },
  "damped-multiplicative": { trend: MULTIPLIED, damped: true },
};
const parts = { none: NONE, additive: ADDED, multiplicative: MULTIPLIED } as const;

/** Whether a form is left to be chosen: forms whose variance has no bound are looked at only where they are asked for. */
function isStable({ error, trend, season }: SmoothingForm): boolean {
  if (error === ADDED) return season !== MULTIPLIED && trend !== MULTIPLIED;
  return !(trend === MULTIPLIED && season === ADDED);
}

/** The forms that a choice allows on rows y (T); a part that multiplies is left to choose only where all rows are above 0. */
export function candidateForms(y: Float64Array, choice: FormChoice, seasonLength: number): SmoothingForm[] {
  const positive = y.every((value) => !(value <= 0));
  const seasonal = seasonLength > 1 && y.length > 2 * seasonLength;
  const errors: readonly SmoothingForm["error"][] =
    choice.error === "auto" ? (positive ? [ADDED, MULTIPLIED] : [ADDED]) : [parts[choice.error]];
  const trendParts = choice.trend === "auto" ? [trends.none, trends.damped, trends.additive] : [trends[choice.trend]];
  const free: readonly SmoothingForm["season"][] = seasonal
    ? positive
      ? [NONE, ADDED, MULTIPLIED]
      : [NONE, ADDED]
    : [NONE];
  const seasons: readonly SmoothingForm["season"][] =
    choice.season === "auto" ? free : [seasonal ? parts[choice.season] : NONE];
  const given = choice.error !== "auto" && choice.trend !== "auto" && choice.season !== "auto";
  const forms = errors.flatMap((error) =>
    trendParts.flatMap(({ trend, damped }) =>
      seasons.map((season): SmoothingForm => ({
        error,
        trend,
        damped,
        season,
        seasonLength: season === NONE ? 1 : seasonLength,
      })),
    ),
  );
  return given ? forms : forms.filter(isStable);
}

const MOST_POINTS = 2000; // that a search may look at
/** Rounds of the race: points looked at by parameter, and how many searches may go on behind them. */
const rounds = [
  { points: 12, left: 5 },
  { points: 35, left: 2 },
] as const;

/** The fit without any search, for rows too few for a criterion, or all alike. */
export function plainFit(y: Float64Array): FittedSmoothing {
  const form: SmoothingForm = { error: ADDED, trend: NONE, damped: false, season: NONE, seasonLength: 1 };
  return describeFit(y, form, { alpha: 0.5, beta: 0, gamma: 0, phi: 1 }, Float64Array.of(y[0]!, 0, 0));
}

/** Whether all observed rows are alike; the first is observed. */
export function isConstant(y: Float64Array): boolean {
  return y.every((value) => Number.isNaN(value) || value === y[0]);
}

/** Searches to their ends; of forms with a season, which take long, those that fall behind are given up. */
function race(y: Float64Array, forms: readonly SmoothingForm[]): SmoothingSearch[] {
  const begin = (form: SmoothingForm): SmoothingSearch => searchSmoothing(y, form, "likelihood");
  let seasonal = forms.filter(({ season }) => season !== NONE).map(begin);
  for (const { points, left } of rounds) {
    for (const { search } of seasonal) search.advance(points * search.point.length);
    seasonal = best(seasonal).slice(0, left);
  }
  const all = [...forms.filter(({ season }) => season === NONE).map(begin), ...seasonal];
  for (const { search } of all) search.advance(MOST_POINTS);
  return all;
}

const best = (searches: readonly SmoothingSearch[]): SmoothingSearch[] =>
  [...searches].sort((one, other) => one.aicc - other.aicc);

/**
 * The form with the least AICc over rows y (T), of which the first and the last are observed.
 * @see Hyndman, Koehler, Snyder & Grose 2002, "A state space framework for automatic forecasting", IJF 18, section 3
 */
export function selectSmoothing(y: Float64Array, forms: readonly SmoothingForm[]): FittedSmoothing {
  const [winner] = best(race(y, forms));
  return winner && observedCount(y) > 5 && winner.aicc < Infinity ? winner.found() : plainFit(y);
}
