/** The form of a saved network's configuration, field by field. */
import {
  checkFields,
  fieldsOf,
  isCount,
  isNumber,
  isPositive,
  isRecord,
  isText,
  listOf,
  oneOf,
  optional,
  recordOf,
  type Check,
} from "./savedFields.ts";
import { categoryTasks, staticSize, type Categories } from "./categories.ts";
import { transformsIn, type DataOptions } from "./dataOptions.ts";
import { isFingerprint } from "./fingerprint.ts";
import { normalizations } from "./normalizations.ts";
import { outputNames } from "./outputs/outputs.ts";
import { pointLosses } from "./outputs/point.ts";
import type { OutputOptions } from "./outputOptions.ts";
import type { CovariateNames, ForecastTask } from "./task.ts";
import type { DataSignature } from "./trainingData.ts";

const isSize: Check = (value) => isCount(value) && value !== 0;

const isTask: Check = fieldsOf({
  horizon: isSize,
  contextLength: isSize,
  anchor: fieldsOf({
    seasonLength: isCount,
    normalization: oneOf(normalizations),
    scale: isPositive,
  }),
  channels: isSize,
  pastCovariates: isCount,
  futureCovariates: isCount,
  staticCovariates: isCount,
  output: oneOf(outputNames),
  loss: optional(oneOf(pointLosses)),
  quantiles: optional(listOf(isPositive)),
});

type Fields = Readonly<Record<string, unknown>>;

function normalized({ reference, ...rest }: Fields): Fields {
  return reference === undefined ? rest : { ...rest, normalization: reference };
}

/** What files of formats 1 and 2 called otherwise; anything else stays as it is. */
export function renamed(config: Fields): Fields {
  const { format, options, task } = config;
  if ((format !== 1 && format !== 2) || !isRecord(options) || !isRecord(task) || !isRecord(task["anchor"]))
    return config;
  return { ...config, options: normalized(options), task: { ...task, anchor: normalized(task["anchor"]) } };
}

/** What training tells of itself. */
export const isHistory: Check = fieldsOf({
  epochs: listOf(fieldsOf({ epoch: isSize, trainingLoss: isNumber, validationLoss: optional(isNumber) })),
  bestEpoch: isSize,
  stoppedBecause: isText,
});

/** A class of numerics. */
export const isNumerics: Check = (value) => value === "float64" || value === "mul-add" || value === "fma";

/** Means and scales of `columns` columns, with floors where there is but a lower bound; absent where there is no column. */
const statisticsOf = (columns: number, floored = false): Check =>
  columns === 0
    ? (value) => value === undefined
    : fieldsOf({
        means: listOf(isNumber, columns),
        scales: listOf(isPositive, columns),
        floors: floored ? listOf(isPositive, columns) : (value) => value === undefined,
      });

/** A chain of so many transforms, of any statistics. */
const isChain = (count: number): Check =>
  fieldsOf({
    kind: (value) => value === "chain",
    steps: listOf(fieldsOf({ kind: isText, series: isRecord, options: optional(isRecord) }), count),
  });

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
  const options = config["options"] as Partial<OutputOptions & DataOptions> | undefined;
  const transforms = transformsIn(options ?? {}).length;
  const signature = config["signature"] as Partial<DataSignature> | undefined;
  checkFields(where, config, {
    trainedOn: isFingerprint(String(signature?.frequency)),
    options: fieldsOf({
      horizon: (value) => value === task.horizon,
      output: (value) => value === task.output,
      loss: (value) => value === task.loss,
      quantiles: (value) => JSON.stringify(value) === JSON.stringify(task.quantiles),
    }),
    signature: fieldsOf({ frequency: isText, channels: listOf(isText, task.channels) }),
    covariates: fieldsOf({
      pastCovariates: listOf(isText, task.pastCovariates),
      futureCovariates: listOf(isText, task.futureCovariates),
      staticCovariates: listOf(isText, names.length),
    }),
    transform: fieldsOf({
      kind: (value) => value === "standardize",
      range: (value) => JSON.stringify(value) === JSON.stringify(options?.range),
      steps: transforms > 0 ? listOf(isChain(transforms), 1) : (value) => value === undefined,
      series: recordOf(
        fieldsOf({
          target: statisticsOf(task.channels, options?.range === "positive"),
          pastCovariates: statisticsOf(task.pastCovariates),
          futureCovariates: statisticsOf(task.futureCovariates),
        }),
      ),
    }),
  });
}
