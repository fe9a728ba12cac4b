/** The registry's entry of `auto`: it chooses among the others, so it is made from them. */
import { numericsClass } from "../../autograd/index.ts";
import { CancelledError, DataError, OptionError } from "../../errors.ts";
import { nearestWord } from "../../nearestWord.ts";
import { resolveOptions, type OptionSpecs } from "../../options.ts";
import type { TimeSeries } from "../../series/index.ts";
import type { FitOptions } from "../../training/index.ts";
import {
  commonOptions,
  type CommonOptions,
  type FittedForecaster,
  type Forecaster,
  type ForecasterDefinition,
  type GivenOptions,
} from "../forecaster.ts";
import { checkLength, checkTraining } from "../trainingData.ts";
import { choiceRows, ranked, tryAll, weightsOf, type Tried } from "./choose.ts";
import { canMeasure, conformal } from "../intervals/conformal.ts";
import { FittedAuto, restoreAuto } from "./fittedAuto.ts";
import { noteRecipe } from "../recipes.ts";

/** Options of `auto`. */
export interface AutoOptions extends CommonOptions {
  /** Names of the models to choose among; all that are no networks, unless given. */
  readonly models: string | readonly string[];
  /** Forecasts a series by which each is judged. */
  readonly folds: number;
  /** Share of the training rows, the last ones, over which they are spread. */
  readonly share: number;
  /** Whether the best forecasts alone, or all that are not much worse, by inverse error. */
  readonly combine: "best" | "blend";
  /**
   * "adaptive" measures the intervals of what was chosen on the training rows that its first fit has not seen, as `conformal` does; networks,
   * what has conformal intervals already, and series too short to measure on keep their own, as all do with "own".
   */
  readonly intervals: "adaptive" | "own";
  /** Rows in a season, for the models that have one. */
  readonly seasonLength: number;
  /** Seed of the models that have one. */
  readonly seed: number;
}

const specs: OptionSpecs<AutoOptions> = {
  ...commonOptions,
  models: {
    optional: true,
    text: true,
    list: true,
    description: "names of the models to choose among; all that are no networks, unless given",
  },
  folds: { default: 6, description: "forecasts a series by which each is judged", integer: true, min: 1, max: 10_000 },
  share: { default: 0.3, description: "share of the training rows over which they are spread", above: 0, below: 1 },
  combine: {
    default: "best",
    description: "the best alone, or all that are not much worse by inverse error",
    choices: ["best", "blend"],
  },
  intervals: {
    default: "adaptive",
    description: "measured where there are rows for it (conformal), or the models' own",
    choices: ["adaptive", "own"],
  },
  seasonLength: {
    optional: true,
    description: "rows in a season, for the models that have one; chosen by each unless given",
    integer: true,
    min: 0,
  },
  seed: { default: 0, description: "seed of the models that have one", integer: true },
};

const resolve = (given: GivenOptions<AutoOptions>): AutoOptions =>
  resolveOptions<AutoOptions>("auto", specs, given as Partial<AutoOptions>);

/** Makes the entry; `candidates` are the other entries of the registry. */
export function autoDefinition(candidates: readonly ForecasterDefinition[]): ForecasterDefinition<AutoOptions> {
  return {
    name: "auto",
    summary: "chooses among models by their errors inside the training rows",
    reference: "Tashman 2000, Out-of-sample tests of forecasting accuracy, International Journal of Forecasting 16",
    options: specs,
    create: (given) => noteRecipe(createAuto(resolve(given), candidates), { numericsClass }),
    restore: (saved) => restoreAuto(saved, specs, candidates),
  };
}

/** Makes `auto` of given forecasters instead of names. */
export function autoOf(given: GivenOptions<AutoOptions>, forecasters: readonly Forecaster[]): Forecaster {
  const options = resolve(given);
  const other = forecasters.find((one) => one.options.horizon !== options.horizon);
  if (forecasters.length === 0 || other) {
    throw new OptionError({
      where: "auto: the forecasters",
      expected: `at least one, of horizon ${options.horizon}`,
      found: other ? `${other.name} of horizon ${other.options.horizon}` : "none",
    });
  }
  if (forecasters.some(({ name, options: { base } }) => name === "auto" || base === "auto")) throw autoAmong();
  return forecasterOf(options, forecasters);
}

/** A file of `auto` holds members, none of which is made of members itself. */
function autoAmong(): OptionError {
  return new OptionError({
    where: "auto: the forecasters",
    expected: "forecasters other than auto",
    found: "auto",
    remedy: "give its candidates instead",
  });
}

function createAuto(options: AutoOptions, candidates: readonly ForecasterDefinition[]): Forecaster {
  const { models, horizon, seasonLength, seed } = options;
  const stated = models === undefined ? candidates.filter(isNoNetwork).map(({ name }) => name) : [models].flat();
  const names = new Set(stated.flatMap((name) => name.split(",").map((word) => word.trim()))); // a command line gives one text
  const forecasters = [...names].map((name) => {
    const found = candidates.find((one) => one.name === name);
    if (!found) throw name === "auto" ? autoAmong() : unknownModel(name, candidates);
    // A season of 0 means none to a network; a model that cannot do without keeps its own choice.
    const season = seasonLength > 0 || !isNoNetwork(found) ? seasonLength : undefined;
    const all = Object.entries({ horizon, seasonLength: season, seed });
    const own = all.filter(([option, value]) => option in found.options && value !== undefined);
    return found.create(Object.fromEntries(own) as unknown as CommonOptions);
  });
  return forecasterOf(options, forecasters);
}

const isNoNetwork = ({ options }: ForecasterDefinition): boolean => !("epochs" in options);

function forecasterOf(options: AutoOptions, candidates: readonly Forecaster[]): Forecaster {
  return {
    name: "auto",
    options: options as unknown as Forecaster["options"],
    fit: (train, given = {}) => fitAuto(options, candidates, train, given),
  };
}

async function fitAuto(
  options: AutoOptions,
  candidates: readonly Forecaster[],
  train: readonly TimeSeries[],
  given: FitOptions,
): Promise<FittedForecaster> {
  if (given.signal?.aborted) throw new CancelledError({ where: "auto.fit", expected: "a fit", found: "a cancel" });
  const signature = checkTraining("auto", train);
  for (const series of train)
    checkLength("auto.fit", series, options.horizon + 2, "a horizon to judge by, and 2 before it");
  const tried = await tryAll(candidates, train, options, given);
  // What cannot be fitted on all rows is passed over, and the next best takes its place.
  for (;;) {
    const order = ranked(tried);
    if (order.length === 0) throw tried[0]!.cause;
    const weights = weightsOf(order, options.combine);
    const members = await refit(order, weights, train, given, tried, options);
    if (!members) continue;
    const choice = choiceRows(tried, order, weights);
    return new FittedAuto({ options, signature, choice, members });
  }
}

interface Member {
  readonly weight: number;
  readonly fitted: FittedForecaster;
}

/** Fits the chosen ones on all rows; undefined where one fails, which is noted among those tried. */
async function refit(
  order: readonly Tried[],
  weights: readonly number[],
  train: readonly TimeSeries[],
  { signal, onProgress }: FitOptions,
  tried: Tried[],
  options: AutoOptions,
): Promise<Member[] | undefined> {
  const members: Member[] = [];
  for (const [i, one] of order.entries()) {
    if (weights[i] === 0) continue;
    try {
      const fitted = await fitWithIntervals(one.forecaster, train, options, { signal, onProgress });
      members.push({ weight: weights[i]!, fitted });
    } catch (cause) {
      if (cause instanceof CancelledError) throw cause;
      tried[tried.indexOf(one)] = { ...one, error: NaN, cause: cause ?? "no reason" };
      return undefined;
    }
  }
  return members;
}

/** Fits what was chosen, with measured intervals where it is no network, has none yet, and the rows suffice, also those before what is measured. */
async function fitWithIntervals(
  forecaster: Forecaster,
  train: readonly TimeSeries[],
  { intervals }: AutoOptions,
  given: FitOptions,
): Promise<FittedForecaster> {
  const { options } = forecaster;
  const plain = intervals === "adaptive" && !("epochs" in options) && !("base" in options);
  if (!plain || !canMeasure(train, options.horizon)) return forecaster.fit(train, given);
  try {
    return await conformal(forecaster).fit(train, given);
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    return forecaster.fit(train, given); // the fit that measures has fewer rows
  }
}

function unknownModel(name: string, candidates: readonly ForecasterDefinition[]): OptionError {
  const names = candidates.map((one) => one.name);
  const nearest = nearestWord(name, names);
  return new OptionError({
    where: "auto models",
    expected: `of the models ${names.join(", ")}`,
    found: `"${name}"`,
    ...(nearest && { remedy: `did you mean ${nearest}?` }),
  });
}
