/** The registry: a line a forecaster. `--model`, the model pages, the contract test and the loader read it. */
import { OptionError } from "../errors.ts";
import { autoDefinition } from "./auto/definition.ts";
import { deepArDefinition } from "./deepAr.ts";
import { dlinearDefinition } from "./dlinear.ts";
import type { CommonOptions, Forecaster, ForecasterDefinition } from "./forecaster.ts";
import { gruDefinition } from "./gru.ts";
import { highwayRnnDefinition } from "./highwayRnn.ts";
import { lstmDefinition } from "./lstm.ts";
import { naiveDefinition } from "./naive.ts";
import { nhitsDefinition } from "./nhits.ts";
import { nlinearDefinition } from "./nlinear.ts";
import { rnnDefinition } from "./rnn.ts";
import { ridgeDefinition } from "./ridge.ts";
import { seasonalNaiveDefinition } from "./seasonalNaive.ts";
import { segmentRnnDefinition } from "./segmentRnn.ts";
import { seq2seqDefinition } from "./seq2seq.ts";
import { meanDefinition } from "./statistical/mean.ts";
import { driftDefinition } from "./statistical/drift.ts";
import { movingAverageDefinition } from "./statistical/movingAverage.ts";
import { naive2Definition } from "./statistical/naive2.ts";
import { sesDefinition } from "./statistical/ses.ts";
import { holtDefinition } from "./statistical/holt.ts";
import { dampedHoltDefinition } from "./statistical/dampedHolt.ts";
import { combDefinition } from "./statistical/comb.ts";
import { holtWintersDefinition } from "./statistical/holtWinters.ts";
import { thetaDefinition } from "./statistical/theta.ts";
import { arimaDefinition } from "./statistical/arima.ts";
import { etsDefinition } from "./statistical/ets.ts";
import { mstlDefinition } from "./statistical/mstl.ts";
import { crostonDefinition } from "./statistical/croston.ts";
import { tsbDefinition } from "./statistical/tsb.ts";
import { fourierArmaDefinition } from "./statistical/fourierArma.ts";
import { tcnDefinition } from "./tcn.ts";

/** Those that `auto` chooses among. */
const candidates = [
  naiveDefinition,
  seasonalNaiveDefinition,
  meanDefinition,
  driftDefinition,
  movingAverageDefinition,
  naive2Definition,
  sesDefinition,
  holtDefinition,
  dampedHoltDefinition,
  combDefinition,
  holtWintersDefinition,
  thetaDefinition,
  etsDefinition,
  arimaDefinition,
  mstlDefinition,
  crostonDefinition,
  tsbDefinition,
  fourierArmaDefinition,
  ridgeDefinition,
  highwayRnnDefinition,
  rnnDefinition,
  lstmDefinition,
  gruDefinition,
  seq2seqDefinition,
  deepArDefinition,
  segmentRnnDefinition,
  dlinearDefinition,
  nlinearDefinition,
  tcnDefinition,
  nhitsDefinition,
] as readonly ForecasterDefinition[];

/** Every forecaster by its entry. */
export const registry: readonly ForecasterDefinition[] = [...candidates, autoDefinition(candidates)];

/**
 * The entry of a name.
 * @throws OptionError when no forecaster has it
 */
export function findForecaster(name: string): ForecasterDefinition {
  const found = registry.find((entry) => entry.name === name);
  if (found) return found;
  throw new OptionError({
    where: "model",
    expected: `one of ${registry.map((entry) => entry.name).join(", ")}`,
    found: `"${name}"`,
  });
}

/**
 * Makes a forecaster by its name.
 * @throws OptionError when the name or an option is unknown, or an option outside its range
 * @example createForecaster("seasonal-naive", { horizon: 48, seasonLength: 336 })
 */
export function createForecaster(name: string, options: CommonOptions & Readonly<Record<string, unknown>>): Forecaster {
  return findForecaster(name).create(options);
}
