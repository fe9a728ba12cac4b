/** The options of how data reach a network: which windows it learns from, what is done to them before, which steps count. */
import { OptionError } from "../errors.ts";
import type { OptionSpecs } from "../options.ts";
import { transformNames, type TargetRange, type TransformName } from "../transforms/index.ts";
import { outputOf, type OutputSettings } from "./outputs/outputs.ts";

/** How training windows are drawn: all alike, each series alike, or by the weights of the rows in their targets. */
export type Sampling = "windows" | "series" | "weight";

/** Options of how data reach a network. */
export interface DataOptions {
  /** Which training windows are drawn how often; all alike unless given. */
  readonly sampling?: Sampling | undefined;
  /** Transforms of the target before the network, one after another, fitted on training rows and inverted in forecasts; none unless given. */
  readonly transform?: TransformName | readonly TransformName[] | undefined;
  /** Steps behind the cutoff that do not count in the loss, since their forecasts come too late to be used; 0 unless given. */
  readonly gap?: number | undefined;
}

/** The table of these options. */
export const dataOptions: OptionSpecs<DataOptions> = {
  sampling: {
    optional: true,
    description:
      "which training windows are drawn how often: all alike, those of each series alike, or by the weights of their targets' rows; all alike unless given",
    choices: ["windows", "series", "weight"],
  },
  transform: {
    optional: true,
    description:
      "transforms of the target before the network, one after another, fitted on training rows and inverted in forecasts; none unless given",
    choices: transformNames(),
    list: true,
  },
  gap: {
    optional: true,
    description:
      "steps behind the cutoff that do not count in the loss, since their forecasts come too late to be used; 0 unless given",
    integer: true,
    min: 0,
  },
};

/** The transforms of the options, in their order. */
export function transformsIn({ transform }: DataOptions): readonly TransformName[] {
  return transform === undefined ? [] : typeof transform === "string" ? [transform] : transform;
}

interface Checked extends DataOptions, OutputSettings {
  readonly horizon: number;
  readonly range?: TargetRange | undefined;
}

/** @throws OptionError when these options do not go together with others */
export function checkDataOptions(where: string, options: Checked): void {
  const { gap = 0, horizon, range, output } = options;
  if (gap >= horizon) {
    throw new OptionError({
      where: `${where} gap`,
      expected: `fewer steps than horizon ${horizon}`,
      found: `${gap}`,
      remedy: "the gap is part of the horizon: make horizon larger by it",
    });
  }
  if (transformsIn(options).length === 0) return;
  const other = range ? "range" : outputOf({ output }).counts ? `output ${output}` : undefined;
  if (other === undefined) return;
  throw new OptionError({
    where: `${where} transform`,
    expected: "no range and no output of counts, which speak of the data's own values",
    found: other,
    remedy: "leave out one of them",
  });
}
