/** The plot of a training: how the losses fell, and which pass was kept. */
import { DataError } from "../errors.ts";
import { numberPanel, widthOf, type NumberPart, type NumberPlotOptions } from "./numberPanel.ts";
import { assemblePlot, type Plot } from "./plot.ts";
import { modelStyle } from "./theme.ts";

/** What of a fitted network's `history` is shown. */
export interface TrainingCurves {
  readonly epochs: readonly {
    readonly epoch: number;
    readonly trainingLoss: number;
    readonly validationLoss?: number;
  }[];
  /** The pass whose weights were kept. */
  readonly bestEpoch: number;
}

const where = "trainingPlot";

/**
 * Plots training and validation loss by epoch, with a mark at the epoch whose weights were kept; losses are of the scaled data.
 *
 * @throws {OptionError} for an unknown option or a width out of range; {DataError} for a history without epochs.
 * @example
 * const fitted = await lstm({ horizon: 48 }).fit([load]);
 * if (fitted.history) await trainingPlot(fitted.history).save("training.html");
 * @see Prechelt 1998, Early stopping: but when?, in Neural networks: tricks of the trade, LNCS 1524
 */
export function trainingPlot(history: TrainingCurves, options: NumberPlotOptions = {}): Plot {
  const width = widthOf(where, options);
  const { epochs, bestEpoch } = history;
  if (epochs.length === 0)
    throw new DataError({ where, expected: "at least one epoch", found: "none", remedy: "fit with epochs: 1 or more" });
  const title = options.title ?? "Training";
  const training = epochs.map(({ trainingLoss }) => trainingLoss);
  const validation = epochs.map(({ validationLoss = NaN }) => validationLoss);
  const parts: NumberPart[] = [{ label: "training loss", kind: "line", style: modelStyle(0), columns: [training] }];
  if (validation.some((loss) => !Number.isNaN(loss)))
    parts.push({ label: "validation loss", kind: "line", style: modelStyle(1), columns: [validation] });
  const panel = numberPanel({
    title,
    labels: ["epoch", "loss"],
    x: epochs.map(({ epoch }) => epoch),
    parts,
    width,
    height: 360,
    mark: { at: bestEpoch, label: `best: epoch ${bestEpoch}` },
  });
  return assemblePlot(title, [panel]);
}
