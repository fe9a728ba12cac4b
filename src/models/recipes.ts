/** How forecasters of the registry are made again elsewhere, such as in a worker thread: by their names and options. */
import type { NumericsClass } from "../autograd/index.ts";
import type { TimeSeries } from "../series/index.ts";
import type { CommonOptions, Forecaster } from "./forecaster.ts";

type Options = CommonOptions & Readonly<Record<string, unknown>>;

/** What makes a forecaster again, by `createForecaster`. */
export interface Recipe {
  readonly name: string;
  readonly options: Options;
  /**
   * The options that a fit on these rows would complete them to; with them each series is fitted as if alone. Absent where series are
   * learned from together.
   */
  readonly complete?: ((train: readonly TimeSeries[]) => Options) | undefined;
  /** How its engine rounds, which another thread must do likewise; absent where it has none. */
  readonly numerics?: NumericsClass | undefined;
}

/** What an entry knows of its forecasters; asking how the engine rounds would bring the engine to those that have none. */
interface Facts extends Pick<Recipe, "complete"> {
  readonly numericsClass?: () => NumericsClass;
}

const recipes = /* @__PURE__ */ new WeakMap<Forecaster, Facts>();

/** Notes that a forecaster is made by its registry entry from its options alone. */
export function noteRecipe(forecaster: Forecaster, facts: Facts = {}): Forecaster {
  recipes.set(forecaster, facts);
  return forecaster;
}

/** The recipe of a forecaster; undefined of one that no registry entry has made, or whose options hold functions. */
export function recipeOf(forecaster: Forecaster): Recipe | undefined {
  const facts = recipes.get(forecaster);
  const { name, options } = forecaster;
  if (!facts || !isPlain(options)) return undefined;
  return { name, options, complete: facts.complete, numerics: facts.numericsClass?.() };
}

function isPlain(options: Options): boolean {
  try {
    structuredClone(options);
    return true;
  } catch {
    return false;
  }
}
