/** What the networks' own tests share: small options, and that any choice of options comes back from its file. */
import { expect } from "vitest";
import { createForecaster, findForecaster, loadForecaster } from "../../src/models/index.ts";
import { decodeModel } from "../../src/models/modelFile.ts";
import { bytesOf, noisySine, SEASON, sine, withCovariates } from "../contract/examples.ts";

type Options = Readonly<Record<string, unknown>>;

/** Options of a fit that takes milliseconds. */
export const small = { horizon: 4, contextLength: 12, epochs: 2, stepsPerEpoch: 3, seasonLength: 0 };

/** Fits with covariates of every role and two channels; saves and loads to the same bytes. */
export async function expectRoundTrip(model: string, options: Options): Promise<void> {
  const covered = withCovariates();
  const two = sine(90, { target: { x: noisySine(90), y: noisySine(90, 6) } });
  for (const series of [covered, { ...two, futureCovariates: covered.futureCovariates! }]) {
    const fitted = await createForecaster(model, { ...small, ...options }).fit([series]);
    const forecasts = fitted.predict([series]);
    expect(forecasts[0]!.values.every(Number.isFinite)).toBe(true);
    expect(bytesOf((await loadForecaster(fitted.save())).predict([series]))).toEqual(bytesOf(forecasts));
  }
}

/** With next to no training the forecast is the last season. */
export async function expectStartAtAnchor(model: string, own: Options = {}): Promise<void> {
  const exact = Array.from({ length: 80 }, (_, t) => noisySine(SEASON)[t % SEASON]!);
  const series = sine(80, { target: exact });
  const options = { ...small, seasonLength: SEASON, epochs: 1, stepsPerEpoch: 1, ...own };
  const [forecast] = (await createForecaster(model, options).fit([series])).predict([series], { levels: [] });
  forecast!.values.forEach((value, h) => expect(value).toBeCloseTo(exact[80 - SEASON + h]!, 4));
}

/** Names and shapes of the weights of a series with two channels. */
export async function shapesOf(model: string, options: Options): Promise<Record<string, readonly number[]>> {
  const series = sine(60, { target: { x: noisySine(60), y: noisySine(60, 7) } });
  const { seasonLength, ...rest } = { ...small, ...options };
  const seasonal = "seasonLength" in findForecaster(model).options ? { seasonLength } : {};
  const fitted = await createForecaster(model, { ...rest, ...seasonal }).fit([series]);
  const tensors = Object.entries(decodeModel(fitted.save()).tensors);
  return Object.fromEntries(tensors.map(([name, { shape }]) => [name, shape]));
}
