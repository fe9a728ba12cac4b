/**
 * A fitted forecaster together with the history that it forecasts from: rows that arrive later are appended and forecast without
 * fitting again. The history is saved in the same file, under names of its own. It forecasts as the forecaster alone does.
 */
import { DataError, OptionError } from "../../errors.ts";
import { appendRows, type Forecast, splitAt, type TimeSeries } from "../../series/index.ts";
import type {
  FineTuneOptions,
  FitHistory,
  FittedForecaster,
  KeptHistory,
  PredictOptions,
  SavedForecaster,
} from "../forecaster.ts";
import type { DataFingerprint } from "../fingerprint.ts";
import { decodeModel, encodeModel } from "../modelFile.ts";
import { checkFields, fieldsOf, isCount, isRecord, isText, optional } from "../savedFields.ts";
import { decodeSeries, encodeSeries, isSeriesHeads } from "./savedSeries.ts";

/** Options of `keepHistory`. */
export interface KeepHistoryOptions {
  /**
   * The last rows of each series that are kept; all unless given. A network needs its context; a statistical model filters what it is
   * given, so that with fewer rows its forecasts are others.
   */
  readonly rows?: number | undefined;
  /** How the rows were read, for whoever reads more of them: plain JSON, saved as it is. */
  readonly reading?: Readonly<Record<string, unknown>> | undefined;
}

/** A forecaster that keeps its history. */
export interface UpdatableForecaster extends FittedForecaster {
  readonly kept: KeptHistory;
  /** Forecasts from the kept history unless another is given. */
  predict(history?: readonly TimeSeries[], options?: PredictOptions): Forecast[];
  update(newRows: readonly TimeSeries[]): UpdatableForecaster;
}

/**
 * Keeps a history beside a fitted forecaster, and in its file: `update(newRows)` then gives one with a longer history.
 * @throws OptionError for rows that are no whole number above 0; DataError for no series
 * @example const later = keepHistory(fitted, [load]).update([today]); later.predict()
 */
export function keepHistory(
  fitted: FittedForecaster,
  history: readonly TimeSeries[],
  { rows, reading }: KeepHistoryOptions = {},
): UpdatableForecaster {
  if (rows !== undefined && !(Number.isSafeInteger(rows) && rows >= 1)) {
    const remedy = "leave rows out to keep all";
    throw new OptionError({
      where: "keepHistory rows",
      expected: "a whole number above 0",
      found: String(rows),
      remedy,
    });
  }
  if (history.length === 0) {
    const remedy = "pass the series that forecasts go on from";
    throw new DataError({ where: "keepHistory", expected: "at least one series", found: "none", remedy });
  }
  return new KeepingForecaster(fitted, { series: history.map((series) => lastRows(series, rows)), rows, reading });
}

function lastRows(series: TimeSeries, rows: number | undefined): TimeSeries {
  if (rows === undefined || rows >= series.timestamps.length) return series;
  return splitAt(series, { last: rows }).test;
}

/** What `keepHistory` makes, and the loader. */
export class KeepingForecaster implements UpdatableForecaster {
  readonly #base: FittedForecaster;
  readonly kept: KeptHistory;

  constructor(base: FittedForecaster, kept: KeptHistory) {
    this.#base = base;
    this.kept = kept;
  }

  get name(): string {
    return this.#base.name;
  }

  get options(): FittedForecaster["options"] {
    return this.#base.options;
  }

  get history(): FitHistory | undefined {
    return this.#base.history;
  }

  get gates(): FittedForecaster["gates"] {
    return this.#base.gates;
  }

  get trainedOn(): DataFingerprint | undefined {
    return this.#base.trainedOn;
  }

  get targets(): readonly string[] | undefined {
    return this.#base.targets;
  }

  predict(history: readonly TimeSeries[] = this.kept.series, options: PredictOptions = {}): Forecast[] {
    return this.#base.predict(history, options);
  }

  get fineTune(): FittedForecaster["fineTune"] {
    const { fineTune } = this.#base;
    if (!fineTune) return undefined;
    return async (series: readonly TimeSeries[], options?: FineTuneOptions) =>
      new KeepingForecaster(await fineTune.call(this.#base, series, options), this.kept);
  }

  update(newRows: readonly TimeSeries[]): KeepingForecaster {
    const { series, rows } = this.kept;
    const more = new Map(newRows.map((one) => [one.id, one]));
    const stray = newRows.find(({ id }) => !series.some((one) => one.id === id));
    if (stray) throw unknownSeries(this.name, stray.id, series);
    const longer = series.map((one) => {
      const own = more.get(one.id);
      return own ? lastRows(appendRows(one, own), rows) : one;
    });
    return new KeepingForecaster(this.#base, { ...this.kept, series: longer });
  }

  save(): Uint8Array {
    const inner = decodeModel(this.#base.save());
    const { heads, tensors } = encodeSeries(this.kept.series);
    const own = Object.entries(inner.tensors).map(([key, tensor]) => [`base.${key}`, tensor] as const);
    const { rows, reading } = this.kept;
    const config = { model: KEEPING, base: inner.config, series: heads, rows, reading };
    return encodeModel({ config, tensors: { ...Object.fromEntries(own), ...tensors } });
  }

  /** @throws ModelFileError when a field or a tensor is missing or of another form */
  static restore(
    { config, tensors }: SavedForecaster,
    restoreBase: (saved: SavedForecaster) => FittedForecaster,
  ): KeepingForecaster {
    const where = "model with its history";
    checkFields(where, config, {
      base: fieldsOf({ model: isText }),
      series: isSeriesHeads,
      rows: optional(isCount),
      reading: optional(isRecord),
    });
    const saved = config as unknown as {
      readonly base: SavedForecaster["config"];
      readonly series: Parameters<typeof decodeSeries>[1];
    } & KeepHistoryOptions;
    const own = Object.entries(tensors).filter(([key]) => key.startsWith("base."));
    const base = Object.fromEntries(own.map(([key, tensor]) => [key.slice("base.".length), tensor]));
    const series = decodeSeries(where, saved.series, tensors);
    const { rows, reading } = saved;
    return new KeepingForecaster(restoreBase({ config: saved.base, tensors: base }), { series, rows, reading });
  }
}

/** The model's name in files. */
export const KEEPING = "with-history";

function unknownSeries(name: string, id: string, known: readonly TimeSeries[]): DataError {
  return new DataError({
    where: `${name}.update`,
    expected: `rows of the series that are kept: ${known.map((one) => one.id).join(", ")}`,
    found: `rows of "${id}"`,
    remedy: "leave them out, or fit again with them",
  });
}
