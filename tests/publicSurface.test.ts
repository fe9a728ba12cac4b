/** The names that users see: a name that comes or goes is a decision, made here and in the changelog. */
import { describe, expect, it } from "vitest";
import * as seqcast from "../src/index.ts";

const surface: Readonly<Record<string, unknown>> = seqcast;

const names = {
  data: [
    "addSteps",
    "alignToGrid",
    "appendRows",
    "autocorrelation",
    "calendarCovariates",
    "calendarFeaturesOf",
    "checkKnownAhead",
    "createSeries",
    "differencesNeeded",
    "estimateFrequency",
    "extendFutureCovariates",
    "fillGaps",
    "findSeasons",
    "forecastToCsv",
    "forecastToJsonLines",
    "formatFrequency",
    "formatTimestamp",
    "head",
    "horizonTimestamps",
    "inferFrequency",
    "instantsOf",
    "kpss",
    "lagCovariates",
    "lagsOf",
    "listGaps",
    "makeFutureFrame",
    "parseFrequency",
    "parseTimestamp",
    "periodogram",
    "readCsv",
    "readForecasts",
    "resample",
    "seasonCandidates",
    "readJson",
    "readParquet",
    "readPrometheus",
    "readSql",
    "fromArrow",
    "fromDanfo",
    "readRecords",
    "seriesToCsv",
    "seriesToJsonLines",
    "splitAt",
    "startOfUnit",
    "writeCsv",
    "writeJsonLines",
  ],
  transforms: [
    "boxCox",
    "boxCoxLambda",
    "chain",
    "clipOutliers",
    "difference",
    "impute",
    "log1pTransform",
    "logTransform",
    "logitTransform",
    "maxAbsScale",
    "meanScale",
    "minMaxScale",
    "restoreTransform",
    "robustScale",
    "seasonalDifference",
    "standardize",
    "yeoJohnson",
  ],
  forecasters: [
    "auto",
    "choiceOf",
    "conformal",
    "createForecaster",
    "decompose",
    "deepAr",
    "dlinear",
    "findForecaster",
    "findLearningRate",
    "fineTune",
    "fitStream",
    "fingerprintOf",
    "gru",
    "highwayRnn",
    "keepHistory",
    "loadForecaster",
    "lstm",
    "mean",
    "drift",
    "movingAverage",
    "naive2",
    "ses",
    "holt",
    "dampedHolt",
    "comb",
    "holtWinters",
    "theta",
    "ets",
    "arima",
    "mstl",
    "croston",
    "tsb",
    "fourierArma",
    "naive",
    "nhits",
    "nlinear",
    "registry",
    "rnn",
    "ridge",
    "saveForecaster",
    "seasonalNaive",
    "segmentRnn",
    "seq2seq",
    "tcn",
  ],
  sequences: ["loadClassifier", "loadGenerator", "sequenceClassifier", "sequenceGenerator"],
  metrics: [
    "allMetrics",
    "costOf",
    "coverage",
    "crps",
    "crpsExponential",
    "crpsNegativeBinomial",
    "crpsNormal",
    "crpsPoisson",
    "crpsSamples",
    "crpsStudentT",
    "energyScore",
    "findMetric",
    "intervalScore",
    "mae",
    "mape",
    "mase",
    "me",
    "mpe",
    "mse",
    "msis",
    "msle",
    "nrmse",
    "owa",
    "pinball",
    "pinballLoss",
    "pointMetrics",
    "r2",
    "rmse",
    "rmsse",
    "skill",
    "smape",
    "smape100",
    "smapeM3",
    "wape",
    "width",
    "winkler",
    "wql",
  ],
  evaluation: [
    "anomalies",
    "anomaliesToCsv",
    "anomaliesToJsonLines",
    "backtest",
    "bootstrapMean",
    "checkLeakage",
    "calibration",
    "compare",
    "dieboldMariano",
    "evaluate",
    "friedman",
    "leaderboard",
    "ljungBox",
    "lossTable",
    "modelConfidenceSet",
    "nemenyiDifference",
    "residualDiagnostics",
    "scoresFromCsv",
    "scoresToCsv",
    "scoresToJsonLines",
    "toDanfo",
    "writeParquet",
  ],
  plots: [
    "anomalyPlot",
    "attentionPlot",
    "backtestPlot",
    "backtestReport",
    "calibrationPlot",
    "criticalDifferencePlot",
    "decompositionPlot",
    "errorPlot",
    "forecastPlot",
    "forecastReport",
    "leaderboardPlot",
    "residualPlot",
    "seasonalityPlot",
    "seriesPlot",
    "smallMultiplesPlot",
    "trainingPlot",
  ],
  errors: [
    "CancelledError",
    "DataError",
    "ModelFileError",
    "NumericalError",
    "OptionError",
    "SeqcastError",
    "ShapeError",
    "TensorError",
    "UnsupportedError",
  ],
  others: ["createRandom", "describeRange", "version"],
  engine: ["numericsClass", "setThreads", "threads", "useKernels", "useNumerics"],
  namespaces: ["autograd", "nn", "optim", "transforms", "windows"],
};

describe("the public surface", () => {
  it("holds these names and no others", () => {
    expect(Object.keys(surface).sort()).toEqual(Object.values(names).flat().sort());
  });

  it("holds a value behind every name", () => {
    for (const [name, value] of Object.entries(surface)) expect(value, name).toBeDefined();
    for (const name of names.namespaces) {
      const members = Object.entries(surface[name] as object);
      expect(members.length, name).toBeGreaterThan(1);
      for (const [member, value] of members) expect(value, `${name}.${member}`).toBeTypeOf("function");
    }
  });

  it("has a forecaster under the registry's name, in camelCase", () => {
    for (const { name } of seqcast.registry) {
      const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      const make = surface[camel] as ((options: object) => { name: string }) | undefined;
      expect(make?.({ horizon: 2 }).name, camel).toBe(name);
    }
  });

  it("makes errors that are told apart by class and by name", () => {
    const facts = { where: "here", expected: "this", found: "that", remedy: "mend it" };
    for (const name of names.errors) {
      const made = new (surface[name] as typeof seqcast.DataError)(facts);
      expect(made).toBeInstanceOf(seqcast.SeqcastError);
      expect(made.name).toBe(name);
      expect(made.message).toBe("here: expected this, found that; mend it");
    }
  });

  it("forecasts by the short road: createSeries, splitAt, fit, predict, mae", async () => {
    const target = Array.from({ length: 40 }, (_, t) => [1, 2, 3, 4][t % 4]!);
    const series = seqcast.createSeries({ start: "2020-01-01", frequency: "1q", target });
    const { train, test } = seqcast.splitAt(series, { last: 4 });
    const [forecast] = (await seqcast.seasonalNaive({ horizon: 4 }).fit([train])).predict([train]);
    expect(seqcast.mae(test, forecast!)).toBe(0);
  });
});
