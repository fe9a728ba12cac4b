/** The models that may forecast what is left when the seasons are taken out, by name. */
import { arimaModel } from "./arima/model.ts";
import type { ChannelModel } from "./channelForecaster.ts";
import { driftModel } from "./drift.ts";
import { meanModel } from "./mean.ts";
import { lastValue } from "./naive2.ts";
import { candidateForms, selectSmoothing } from "./smoothing/selection.ts";
import { fixedModel, smoothingModel } from "./smoothing/smoothingModel.ts";
import { thetaModel } from "./theta.ts";

/** A model whose state is JSON of its own form. */
export type RemainderModel = ChannelModel<unknown, unknown>;

const forms = { error: "auto", trend: "auto", season: "none" } as const;
const plain = { horizon: 1, adjustment: "none", seasonLength: 1 } as const;
const etsModel = smoothingModel((y: Float64Array) => selectSmoothing(y, candidateForms(y, forms, 1)));

/** A model without options of its own. */
function fixed<O, S>({ fit, forecast, realign, isState }: ChannelModel<O, S>, options: O): RemainderModel {
  return {
    fit: (y) => fit(y, options),
    forecast: (y, state, horizon) => forecast(y, state as S, horizon, options), // what `isState` has let pass
    ...(realign && { realign: (y: Float64Array, state: unknown) => realign(y, state as S, options) }),
    isState,
  };
}

/** All names. */
export const remainderNames = [
  "ets",
  "arima",
  "naive",
  "mean",
  "drift",
  "ses",
  "holt",
  "damped-holt",
  "theta",
] as const;

/** The name of a model. */
export type RemainderName = (typeof remainderNames)[number];

const models: Readonly<Record<RemainderName, RemainderModel>> = {
  ets: fixed(etsModel, undefined),
  arima: fixed(arimaModel, {
    horizon: 1,
    maxLags: 5,
    maxSeasonalLags: 0,
    differences: "auto",
    seasonalDifferences: "0",
    seasonLength: 1,
  }),
  naive: fixed(lastValue, undefined),
  mean: fixed(meanModel, undefined),
  drift: fixed(driftModel, undefined),
  ses: fixed(fixedModel("none"), undefined),
  holt: fixed(fixedModel("additive"), undefined),
  "damped-holt": fixed(fixedModel("damped"), undefined),
  theta: fixed(thetaModel, { ...plain, variant: "standard" }),
} as const;

/** The model of a name. */
export const remainderModel = (name: RemainderName): RemainderModel => models[name];
