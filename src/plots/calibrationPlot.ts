/** The plot of whether intervals cover as often as they say. */
import { DataError } from "../errors.ts";
import type { Calibration } from "../evaluation/index.ts";
import { numberPanel, widthOf, type NumberPart, type NumberPlotOptions } from "./numberPanel.ts";
import { spokenModels } from "./forecastPlot.ts";
import { assemblePlot, type Plot, type PlotPanel } from "./plot.ts";
import { historyStyle, modelStyle } from "./theme.ts";

const HEIGHT = 260; // CSS pixels

/**
 * Plots how often the intervals of each level cover, step by step, over what they say, and for each model how often what happened fell
 * between two of its quantiles, where 1 is as often as it should be (the PIT histogram as a density).
 *
 * @throws {OptionError} for an unknown option or a width out of range; {DataError} for no model.
 * @example
 * await calibrationPlot(calibration(result)).save("calibration.html");
 * @see Gneiting, Balabdaoui & Raftery 2007, Probabilistic forecasts, calibration and sharpness, JRSS B 69
 */
export function calibrationPlot(
  calibrations: Calibration | readonly Calibration[],
  options: NumberPlotOptions = {},
): Plot {
  const where = "calibrationPlot";
  const width = widthOf(where, options);
  const all = "pit" in calibrations ? [calibrations] : calibrations;
  if (all.length === 0) throw new DataError({ where, expected: "at least one model", found: "none" });
  const levels = [...new Set(all.flatMap((one) => one.levels.map(({ level }) => level)))].sort((a, b) => a - b);
  const panels = [
    ...levels.map((level) => coveragePanel(all, level, width)),
    ...all.map((one) => pitPanel(one, all.indexOf(one), width)),
  ];
  return assemblePlot(options.title ?? `Calibration of ${spokenModels(all.map(({ model }) => model))}`, panels);
}

/** Coverage of one level by step, in percent: a line a model, and the level. */
function coveragePanel(all: readonly Calibration[], level: number, width: number): PlotPanel {
  const own = all.map(({ model, levels }) => ({ model, ...levels.find((one) => one.level === level) }));
  const steps = Math.max(...own.map(({ bySteps = [] }) => bySteps.length));
  const x = Array.from({ length: steps }, (_, h) => h + 1);
  const parts = own.map(({ model, coverage = NaN, bySteps = [] }, i): NumberPart => {
    const label = `${model} (${(100 * coverage).toFixed(1)} % over all steps)`;
    return {
      label,
      kind: "line",
      style: modelStyle(i),
      columns: [x.map((h) => 100 * (bySteps[h - 1]?.coverage ?? NaN))],
    };
  });
  const nominal: NumberPart = { label: "nominal", kind: "line", style: historyStyle, columns: [x.map(() => level)] };
  const labels = ["step ahead", "coverage [%]"] as const;
  return numberPanel({ title: `${level} % interval`, labels, x, parts: [nominal, ...parts], width, height: HEIGHT });
}

const short = (probability: number): string => `${Number(probability.toFixed(4))}`;

function pitPanel({ model, pit }: Calibration, index: number, width: number): PlotPanel {
  const places = pit.map((_, i) => i);
  const density = pit.map(({ from, to, share }) => share / (to - from));
  return numberPanel({
    title: `Between quantiles: ${model}`,
    labels: ["between the quantiles", "observed / expected share"],
    x: places,
    ticks: pit.map(({ from, to }) => `${short(from)}–${short(to)}`),
    parts: [
      { label: model, kind: "bar", style: modelStyle(index), columns: [density] },
      { label: "calibrated", kind: "line", style: historyStyle, columns: [places.map(() => 1)] },
    ],
    width,
    height: HEIGHT,
  });
}
