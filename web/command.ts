/** What was chosen as a command: the command line makes the same forecast, or the same comparison, with the same bytes. */
import { quoteWord } from "../src/cli/commandLine.ts";
import { listed } from "../src/cli/listed.ts";
import { findForecaster } from "../src/index.ts";
import type { Choice } from "./protocol.ts";
import { modelOptionsOf, readOptionsOf } from "./reading.ts";

type Flags = readonly (readonly [name: string, value: string | undefined])[];

/** The words of the command of the forecast; undefined with the calendar beside the columns, for which there is no flag. */
export function forecastCommand(file: string, choice: Choice): string[] | undefined {
  if (choice.calendar) return undefined;
  const model: Flags = [["--model", choice.model], ...modelFlags([choice.model], choice), ["--out", "forecast.csv"]];
  return wordsOf("forecast", file, [...dataFlags(choice), ...model]);
}

/** The words of the command of the comparison of these models; undefined where there is none. */
export function backtestCommand(file: string, choice: Choice, models: readonly string[]): string[] | undefined {
  if (choice.calendar) return undefined;
  const { folds, horizon } = choice;
  const judging: Flags = [
    ["--folds", String(folds)],
    ["--stride", String(horizon)],
    ["--models", models.join(",")],
    ...modelFlags(models, choice),
    ["--report", "report.html"],
  ];
  return wordsOf("backtest", file, [...dataFlags(choice), ...judging]);
}

/** The forecast as a program of the library. */
export function forecastProgram(file: string, choice: Choice): string {
  const { model, horizon, calendar } = choice;
  const made = JSON.stringify(modelOptionsOf(choice));
  const names = ["createForecaster", "readCsv", "writeCsv", ...(calendar ? ["calendarCovariates"] : [])].sort();
  return [
    `import { ${names.join(", ")} } from "seqcast";`,
    `const rows = await readCsv(${JSON.stringify(file)}, ${JSON.stringify(readOptionsOf(choice))});`,
    calendar
      ? `const series = rows.map((one) => calendarCovariates(one, { horizon: ${horizon} }));`
      : "const series = rows;",
    `const fitted = await createForecaster(${JSON.stringify(model)}, ${made}).fit(series);`,
    `await writeCsv("forecast.csv", fitted.predict(series));`,
  ].join("\n");
}

function dataFlags(choice: Choice): Flags {
  const {
    time,
    start,
    id,
    target,
    past,
    future,
    statics,
    categories,
    frequency,
    average,
    missing,
    header,
    comment,
    zone,
    timeFormat,
  } = choice;
  return [
    ["--time", list(time)],
    ["--time-format", timeFormat ?? undefined],
    ["--start", start ?? undefined],
    ["--target", list(target)],
    ["--id", id ?? undefined],
    ["--past", list(past)],
    ["--future", list(future)],
    ["--static", list(statics)],
    ["--categories", list(categories)],
    ["--frequency", frequency ?? undefined],
    ["--aggregate", average ? "mean" : undefined],
    ["--missing", list(missing)],
    ["--timezone", zone ?? undefined],
    ["--comment", comment ?? undefined],
    ["--no-header", header ? undefined : ""],
    ["--horizon", String(choice.horizon)],
  ];
}

const list = (words: readonly string[]): string | undefined =>
  words.length === 0 ? undefined : words.map(listed).join(",");

/** Options that one of the models has. */
function modelFlags(models: readonly string[], { seasonLength, epochs, seed }: Choice): Flags {
  const has = (name: string, value: number | null): string | undefined =>
    value !== null && models.some((model) => Object.hasOwn(findForecaster(model).options, name))
      ? String(value)
      : undefined;
  return [
    ["--season-length", has("seasonLength", seasonLength)],
    ["--epochs", has("epochs", epochs)],
    ["--seed", has("seed", seed)],
  ];
}

function wordsOf(command: string, file: string, flags: Flags): string[] {
  const given = flags.flatMap(([name, value]) => (value === undefined ? [] : value === "" ? [name] : [name, value]));
  return [command, file.startsWith("-") ? `./${file}` : file, ...given]; // no flag
}

/** Words of the command line in a single line. */
export const commandOf = (words: readonly string[]): string => ["npx seqcast", ...words.map(quoteWord)].join(" ");
