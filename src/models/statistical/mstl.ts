/** MSTL: seasons taken out by local regression, a simple model for the rest. C channels, T rows, S rows in a season. */
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { fieldsOf } from "../savedFields.ts";
import { channelForecaster, type ChannelModel } from "./channelForecaster.ts";
import { decomposeSeasons } from "./mstlDecomposition.ts";
import { remainderModel, remainderNames, type RemainderName } from "./remainder.ts";
import { chosenSeasons, seasonLengthsOption } from "./season.ts";

/** Options of `mstl`. */
export interface MstlOptions extends CommonOptions {
  /** Rows in each season. */
  readonly seasonLengths: readonly number[];
  /** The model of what is left without the seasons. */
  readonly remainder: RemainderName;
  /** Whether outliers have less weight in the decomposition. */
  readonly robust: "no" | "yes";
}

interface MstlState {
  readonly remainder: RemainderName;
  readonly state: unknown;
}

const decomposed = (y: Float64Array, { seasonLengths, robust }: MstlOptions): ReturnType<typeof decomposeSeasons> =>
  decomposeSeasons(y, seasonLengths, robust === "yes");

const model: ChannelModel<MstlOptions, MstlState> = {
  fit: (y, options) => ({
    remainder: options.remainder,
    state: remainderModel(options.remainder).fit(decomposed(y, options).adjusted, options),
  }),
  forecast(y, { remainder, state }, horizon, options) {
    const { adjusted, seasons } = decomposed(y, options);
    const { means, deviations } = remainderModel(remainder).forecast(adjusted, state, horizon, options);
    for (const { length, values } of seasons) {
      for (let h = 0; h < horizon; h++) means[h]! += values[y.length - length + (h % length)]!;
    }
    return { means, deviations };
  },
  realign(y, { remainder, state }, options) {
    const { realign } = remainderModel(remainder);
    return { remainder, state: realign ? realign(decomposed(y, options).adjusted, state, options) : state };
  },
  isState: (value) =>
    fieldsOf({ remainder: (name) => remainderNames.includes(name as RemainderName) })(value) &&
    remainderModel((value as MstlState).remainder).isState((value as MstlState).state),
};

/** The registry's entry. */
export const mstlDefinition: ForecasterDefinition<MstlOptions> = channelForecaster<MstlOptions, MstlState>(
  {
    name: "mstl",
    summary: "seasons taken out by local regression, a model for the rest",
    reference: 'Bandara, Hyndman & Bergmeir 2021, "MSTL: a seasonal-trend decomposition algorithm", arXiv 2107.13462',
    options: {
      remainder: {
        default: "ets",
        description: "the model of what is left without the seasons",
        choices: remainderNames,
      },
      robust: {
        default: "no",
        description: "yes gives outliers less weight in the decomposition",
        choices: ["no", "yes"],
      },
      seasonLengths: seasonLengthsOption,
    },
    complete: (options, train) => ({ ...options, seasonLengths: options.seasonLengths ?? chosenSeasons(train) }),
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  model,
);

/**
 * Decomposition into several seasons and a remainder, which a statistical model forecasts; the seasons are repeated.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await mstl({ horizon: 48, seasonLengths: [48, 336] }).fit([train])
 * @see Cleveland, Cleveland, McRae & Terpenning 1990, JOS 6, 3-73; Bandara, Hyndman & Bergmeir 2021, arXiv 2107.13462
 */
export function mstl(options: GivenOptions<MstlOptions>): Forecaster {
  return mstlDefinition.create(options);
}
