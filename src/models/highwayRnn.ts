/**
 * Highway forecaster: a ridge, recurrent networks over segments that are trained by themselves, and a gate that lets recurrence
 * speak only in those blocks of steps where rows held back say that it helps.
 */
import { numericsClass } from "../autograd/index.ts";
import { resolveOptions, type OptionSpec, type OptionSpecs } from "../options.ts";
import { FittedHighway } from "./fittedHighway.ts";
import type { FittedForecaster, Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import type { GateLoss } from "./highwayGate.ts";
import { trainHighway, type HighwayPlan } from "./highwayTraining.ts";
import { normalizationMeaning } from "./normalizations.ts";
import { ridgeDefinition, type RidgeOptions } from "./ridge.ts";
import { segmentRnnDefinition, type SegmentRnnOptions } from "./segmentRnn.ts";
import type { Normalization } from "../windows/index.ts";
import { noteRecipe } from "./recipes.ts";

/** The ridge's options under names of their own. */
type LinearOptions = {
  readonly [K in Exclude<keyof RidgeOptions, "horizon"> as `linear${Capitalize<K>}`]: RidgeOptions[K];
};

interface GateOptions {
  /** Which errors the gate weighs: absolute, or squared. */
  readonly gateLoss: GateLoss;
  /** Whether the ridge is fitted again, on the rows held back too, once the gate is set. */
  readonly linearRefit: "always" | "never";
}

/** Options of `highway-rnn`: those of `segment-rnn`, and those of `ridge` as `linear…`. */
export interface HighwayRnnOptions extends Omit<SegmentRnnOptions, "normalization">, LinearOptions, GateOptions {
  /** How the windows of each network are measured: a network for each; one as `segment-rnn` chooses and one "standard" unless given. */
  readonly normalization?: Normalization | readonly Normalization[] | undefined;
}

const name = "highway-rnn";
const PREFIX = "linear";

/** The part of the table that is the ridge's. */
function linearSpecs(): Record<string, OptionSpec> {
  const own = Object.entries(ridgeDefinition.options as Record<string, OptionSpec>);
  const named = own.filter(([key]) => key !== "horizon");
  return Object.fromEntries(
    named.map(([key, spec]) => [linearName(key), { ...spec, description: `of the ridge: ${spec.description}` }]),
  );
}

function linearName(key: string): string {
  return `${PREFIX}${key[0]!.toUpperCase()}${key.slice(1)}`;
}

const recurrentSpecs: OptionSpecs<Pick<HighwayRnnOptions, keyof SegmentRnnOptions>> = {
  ...segmentRnnDefinition.options,
  normalization: {
    ...segmentRnnDefinition.options.normalization,
    list: true,
    description: `${normalizationMeaning}; a network for each of them; one that is chosen and one that is standard unless given`,
  },
  validationFraction: {
    ...segmentRnnDefinition.options.validationFraction,
    default: 0.2,
    description: "share of the last rows held back for early stopping and the gate",
  },
};

const gateSpecs: OptionSpecs<GateOptions> = {
  gateLoss: {
    default: "absolute",
    description: "which errors the gate weighs",
    choices: ["absolute", "squared"],
  },
  linearRefit: {
    default: "always",
    description: "whether the ridge is fitted again, on the rows held back too, once the gate is set",
    choices: ["always", "never"],
  },
};

const specs = /* @__PURE__ */ allSpecs();

function allSpecs(): OptionSpecs<HighwayRnnOptions> {
  return { ...recurrentSpecs, ...gateSpecs, ...linearSpecs() } as unknown as OptionSpecs<HighwayRnnOptions>;
}

/** The parts that options describe. */
function planOf(options: HighwayRnnOptions): HighwayPlan {
  const given: readonly [string, unknown][] = Object.entries(options);
  const { horizon, seasonLength, validationFraction, gateLoss, linearRefit: refit } = options;
  const recurrent = Object.fromEntries(given.filter(([key]) => key in recurrentSpecs));
  const linear = Object.keys(ridgeDefinition.options).map((key) => [
    key,
    options[linearName(key) as keyof HighwayRnnOptions],
  ]);
  const season = options.linearSeasonLength ?? seasonLength;
  return {
    horizon,
    linear: ridgeDefinition.create({ ...Object.fromEntries(linear), horizon, seasonLength: season }),
    recurrent: kindsOf(options).map((normalization) =>
      segmentRnnDefinition.create({ ...recurrent, horizon, normalization }),
    ),
    validationFraction,
    bounds: options,
    gateLoss,
    refit,
  };
}

/** The normalization of each network; undefined where it is to be chosen. */
function kindsOf({ normalization }: HighwayRnnOptions): readonly (Normalization | undefined)[] {
  if (normalization === undefined) return [undefined, "standard"];
  return typeof normalization === "string" ? [normalization] : normalization;
}

/** The registry's entry. */
export const highwayRnnDefinition: ForecasterDefinition<HighwayRnnOptions> = {
  name,
  summary: "ridge and recurrent network, blended by a gate on held-back rows",
  reference:
    "This toolkit, 2026; after Lin et al. 2023, SegRNN, arXiv:2308.11200, and Srivastava et al. 2015, Highway networks, arXiv:1505.00387",
  covariates: segmentRnnDefinition.covariates ?? [],
  weight: true,
  options: specs,
  create(given) {
    const options = resolveOptions<HighwayRnnOptions>(name, specs, given as Partial<HighwayRnnOptions>);
    const plan = planOf(options);
    const forecaster: Forecaster = {
      name,
      options: options as unknown as FittedForecaster["options"],
      async fit(train, fitOptions) {
        return new FittedHighway({ options, ...(await trainHighway(plan, train, fitOptions)) });
      },
    };
    return noteRecipe(forecaster, { numericsClass });
  },
  restore: (saved) => FittedHighway.restore(specs, { linear: ridgeDefinition, recurrent: segmentRnnDefinition }, saved),
};

/**
 * The flagship: as good as the ridge wherever recurrence has nothing to add, and better where it has; `history.gates` says where.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await highwayRnn({ horizon: 48, seed: 7 }).fit([train])
 * @see Lin et al. 2023, SegRNN: segment recurrent neural network for long-term time series forecasting, arXiv:2308.11200
 */
export function highwayRnn(options: GivenOptions<HighwayRnnOptions>): Forecaster {
  return highwayRnnDefinition.create(options);
}
