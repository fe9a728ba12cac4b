/** The form of a saved network's configuration, field by field. */
import {
  checkFields,
  fieldsOf,
  isCount,
  isNumber,
  isPositive,
  isText,
  listOf,
  optional,
  recordOf,
  type Check,
} from "./savedFields.ts";
import { categoryTasks, staticSize, type Categories } from "./categories.ts";
import { isFingerprint } from "./fingerprint.ts";
import { outputNames } from "./outputs/outputs.ts";
import type { CovariateNames, ForecastTask } from "./task.ts";
import type { DataSignature } from "./trainingData.ts";

const isSize: Check = (value) => isCount(value) && value !== 0;

const isTask: Check = fieldsOf({
  horizon: isSize,
  contextLength: isSize,
  anchor: fieldsOf({
    seasonLength: isCount,
    reference: (value) => value === "last" || value === "mean" || value === "none",
    scale: isPositive,
  }),
  channels: isSize,
  pastCovariates: isCount,
  futureCovariates: isCount,
  staticCovariates: isCount,
  output: (value) => outputNames.some((name) => name === value),
});

/** What training tells of itself. */
export const isHistory: Check = fieldsOf({
  epochs: listOf(fieldsOf({ epoch: isSize, trainingLoss: isNumber, validationLoss: optional(isNumber) })),
  bestEpoch: isSize,
  stoppedBecause: isText,
});

/** A class of numerics. */
export const isNumerics: Check = (value) => value === "float64" || value === "mul-add" || value === "fma";

/** Means and scales of `columns` columns; absent where there is none. */
const statisticsOf = (columns: number): Check =>
  columns === 0
    ? (value) => value === undefined
    : fieldsOf({ means: listOf(isNumber, columns), scales: listOf(isPositive, columns) });

/** @throws ModelFileError naming the first field that is missing, of another form, or of another size than the task */
export function checkSavedNetwork(where: string, config: Readonly<Record<string, unknown>>): void {
  checkFields(where, config, {
    task: isTask,
    history: isHistory,
    numerics: isNumerics,
  });
  const task = config["task"] as ForecastTask;
  checkFields(where, config, { categories: optional(recordOf(listOf(isText))) });
  const categories = (config["categories"] ?? {}) as Categories;
  const named = (config["covariates"] as Partial<CovariateNames> | undefined)?.staticCovariates;
  const names = Array.isArray(named) ? named.map(String) : [];
  checkFields(where, config, {
    task: fieldsOf({
      staticCovariates: (value) => value === staticSize(names, categories),
      categories: (value) =>
        JSON.stringify(value === undefined ? [] : value) === JSON.stringify(categoryTasks(names, categories)),
    }),
  });
  const signature = config["signature"] as Partial<DataSignature> | undefined;
  checkFields(where, config, {
    trainedOn: isFingerprint(String(signature?.frequency)),
    options: fieldsOf({ horizon: (value) => value === task.horizon }),
    signature: fieldsOf({ frequency: isText, channels: listOf(isText, task.channels) }),
    covariates: fieldsOf({
      pastCovariates: listOf(isText, task.pastCovariates),
      futureCovariates: listOf(isText, task.futureCovariates),
      staticCovariates: listOf(isText, names.length),
    }),
    transform: fieldsOf({
      kind: (value) => value === "standardize",
      series: recordOf(
        fieldsOf({
          target: statisticsOf(task.channels),
          pastCovariates: statisticsOf(task.pastCovariates),
          futureCovariates: statisticsOf(task.futureCovariates),
        }),
      ),
    }),
  });
}
