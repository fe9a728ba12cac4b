export type {
  CommonOptions,
  FittedForecaster,
  Forecaster,
  ForecasterDefinition,
  GivenOptions,
  PredictOptions,
} from "./forecaster.ts";
export { gru, type GruOptions } from "./gru.ts";
export { loadForecaster, saveForecaster } from "./loadForecaster.ts";
export { lstm, type LstmOptions } from "./lstm.ts";
export { naive } from "./naive.ts";
export { createForecaster, findForecaster, registry } from "./registry.ts";
export { ridge, type RidgeOptions } from "./ridge.ts";
export { seasonalNaive, type SeasonalNaiveOptions } from "./seasonalNaive.ts";
