/** What a fit did, in lines for standard error. */
import { choiceOf, type ChoiceRow, type FittedForecaster, type Gate } from "../models/index.ts";
import { countOf } from "./paragraph.ts";
import { duration } from "./progress.ts";

/** How a fit went, and what it chose that was not given. */
export function describeFit(fitted: FittedForecaster, milliseconds: number, given: readonly string[]): string[] {
  const { name, history, gates, options } = fitted;
  const lines = [`${name}: fitted in ${duration(milliseconds)}${history ? `, ${describeHistory(history)}` : ""}`];
  if (gates) lines.push(`${name}: ${describeGates(gates, history !== undefined)}`);
  const season = options["seasonLength"];
  if (typeof season === "number" && !given.includes("seasonLength")) {
    const chosen = season > 0 ? countOf(season, "row") : "none";
    lines.push(`${name}: season ${chosen} (chosen; --season-length sets it)`);
  }
  return [...lines, ...(choiceOf(fitted) ?? []).map((row) => describeChoice(name, row))];
}

/** A candidate of a choice: its error in units of the series' mean step, and why it was taken or not. */
function describeChoice(name: string, { model, error, weight, reason }: ChoiceRow): string {
  const share = weight > 0 && weight < 1 ? `, ${Math.round(100 * weight)} %` : "";
  return `${name}: ${model}${Number.isNaN(error) ? "" : ` ${error.toFixed(3)}`}, ${reason}${share}`;
}

function describeHistory({ epochs, bestEpoch, stoppedBecause }: NonNullable<FittedForecaster["history"]>): string {
  const kept = epochs[bestEpoch - 1]?.validationLoss;
  const loss = kept === undefined ? "" : ` (validation loss ${kept.toFixed(4)})`;
  const early = stoppedBecause === "all epochs done" ? "" : `, stopped early: ${stoppedBecause}`;
  return `${countOf(epochs.length, "epoch")}, kept epoch ${bestEpoch}${loss}${early}`;
}

/** Where a network speaks beside the ridge, and what it is worth. */
function describeGates(gates: readonly Gate[], isTrained: boolean): string {
  const open = gates.filter(({ share }) => share > 0);
  if (open.length === 0)
    return `the ridge alone: ${isTrained ? "its network did not do better on held-back rows" : "rows are too few to train and judge a network by"}`;
  const parts = open.map(({ from, to, share, gain }) => {
    const steps = from === to ? `step ${from}` : `steps ${from} to ${to}`;
    return `${steps} (share ${share}, error ${(100 * gain).toFixed(1)} % less)`;
  });
  return `the network speaks in ${parts.join(", ")}`;
}
