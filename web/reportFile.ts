/**
 * The report to take home: one page that opens offline. It is that of the forecast, as `seqcast forecast --report` writes it; once
 * models were compared, what `seqcast backtest --report` says of them stands in the same page.
 */
import { commandLine } from "../src/cli/commandLine.ts";
import {
  backtestReport,
  forecastReport,
  type BacktestResult,
  type FittedForecaster,
  type Forecast,
  type Forecaster,
  type Report,
  type ReportBlock,
  type ReportSection,
  type TimeSeries,
} from "../src/index.ts";
import { assembleReport } from "../src/plots/report/report.ts";
import { backtestCommand, forecastCommand } from "./command.ts";
import type { Choice } from "./protocol.ts";

/** A forecast, and what it was made of. */
export interface Made {
  readonly file: string;
  readonly choice: Choice;
  readonly series: readonly TimeSeries[];
  readonly fitted: FittedForecaster;
  readonly forecasts: readonly Forecast[];
}

/** The report of the forecast alone. */
export function forecastReportOf({ file, choice, series, fitted, forecasts }: Made): Report {
  const words = forecastCommand(file, choice);
  const command = words && commandLine(words, {});
  const settings = { levels: forecasts[0]!.levels, ...(choice.calendar && { calendar: "as future covariates" }) };
  return forecastReport(series, forecasts, { files: [file], models: [fitted], settings, command });
}

/** The report of the forecast and of a backtest of these models on the same series. */
export function wholeReportOf(made: Made, result: BacktestResult, models: readonly Forecaster[]): Report {
  const { file, choice } = made;
  const names = models.map(({ name }) => name);
  const expected = forecastReportOf(made);
  const judged = backtestReport(result, { files: [file], models });
  const words = backtestCommand(file, choice, names);
  const [question, ahead, ...rest] = expected.sections;
  return assembleReport({
    title: expected.title,
    verdict: { ...judged.verdict, sentence: `${expected.verdict.sentence} ${judged.verdict.sentence}` },
    figures: expected.figures,
    sections: [
      // Its note says that nothing is known of how good such forecasts are.
      { ...question!, blocks: question!.blocks.filter(({ kind }) => kind !== "note") },
      ahead!,
      judgingSection(judged, words && commandLine(words, {})),
      ...judged.sections.filter(({ title }) => !["Question", "Data", "How it was made"].includes(title)),
      ...rest,
    ],
  });
}

/** How the models were judged, and the command that does it again. */
function judgingSection({ sections, verdict }: Report, command: string | undefined): ReportSection {
  const rules = sections.find(({ title }) => title === "Question")?.blocks.slice(1) ?? [];
  const again: ReportBlock[] =
    command === undefined
      ? []
      : [
          { kind: "text", text: "This command compares them again:" },
          { kind: "code", text: command },
        ];
  return {
    title: "How good such forecasts are",
    blocks: [{ kind: "text", text: verdict.sentence }, ...rules, ...again],
  };
}
