/** Small backtests that the tests of reports share. */
import { backtest, type BacktestOptions, type BacktestResult } from "../../../src/evaluation/index.ts";
import { naive, seasonalNaive } from "../../../src/models/index.ts";
import type { TimeSeries } from "../../../src/series/index.ts";
import type { Report, ReportBlock } from "../../../src/plots/index.ts";
import { hourly } from "../examples.ts";

/** An hourly wave of 24 rows with noise; the value of row 200 is missing where asked. */
export function wave(id = "load", T = 400, gap = false, channel = "demand"): TimeSeries {
  const values = Array.from({ length: T }, (_, t) => 14 + 4 * (((t % 24) - 12) / 12) ** 2 + ((t * 7) % 11) / 8);
  if (gap) for (let t = 200; t < 204; t++) values[t] = NaN;
  return hourly(id, values, channel);
}

/** Ten cutoffs of naive and seasonal naive, the second by far the better one. */
export const backtested = (options: BacktestOptions = {}, series: TimeSeries = wave()): Promise<BacktestResult> =>
  backtest([series], [naive({ horizon: 12 }), seasonalNaive({ horizon: 12, seasonLength: 24 })], {
    folds: 10,
    seasonLength: 24,
    ...options,
  });

/** All blocks of a section. */
export function blocksOf({ sections }: Report, title: string): readonly ReportBlock[] {
  return sections.find((section) => section.title === title)?.blocks ?? [];
}

/** The facts of a section by name. */
export function factsOf(report: Report, title: string): Record<string, string> {
  const facts = blocksOf(report, title).flatMap((block) => (block.kind === "facts" ? block.facts : []));
  return Object.fromEntries(facts.map(({ name, value }) => [name, value]));
}

/** The texts and notes of a section, one behind the other. */
export function textOf(report: Report, title: string): string {
  const texts = blocksOf(report, title).flatMap((block) => ("text" in block ? [block.text] : []));
  return texts.join("\n");
}

/** The rows of the tables of a section. */
export function rowsOf(report: Report, title: string): (readonly string[])[] {
  return blocksOf(report, title).flatMap((block) => (block.kind === "table" ? block.rows : []));
}

/** Titles of the plots of a section. */
export function plotsOf(report: Report, title: string): string[] {
  return blocksOf(report, title).flatMap((block) => (block.kind === "plot" ? [block.plot.title] : []));
}
