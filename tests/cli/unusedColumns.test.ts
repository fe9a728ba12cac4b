import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeUnused } from "../../src/cli/unusedColumns.ts";
import { createForecaster, registry } from "../../src/models/index.ts";
import { createSeries } from "../../src/series/index.ts";
import { line, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-unused-"));
  await writeFile(path("small.csv"), smallCsv());
});
afterAll(() => rm(folder, { recursive: true }));

const run = (command: string, ...rest: string[]) =>
  seqcast([command, path("small.csv"), ...line("--time day --id shop --target sales"), ...rest]);

const noteOn = (name: string, flags: object): string[] =>
  describeUnused([createForecaster(name, { horizon: 2 })], flags);

describe("a note on covariates that a model does not read", () => {
  it.each(["forecast", "train"])("is printed by %s", async (command) => {
    const { code, stderr } = await run(command, ...line("--past visits --horizon 3 --model naive --save"), path("m"));
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining("note: naive takes no covariates; --past is not used\n"),
    ]);
  });

  it("is printed by a backtest, a line a model", async () => {
    const { stderr } = await run("backtest", ...line("--past visits --horizon 3 --folds 1 --models naive,mean"));
    expect(stderr.match(/^note: .*$/gm)).toEqual([
      "note: naive takes no covariates; --past is not used",
      "note: mean takes no covariates; --past is not used",
    ]);
  });

  it("tells of weights, as an event with --json", async () => {
    const flags = line("--static size --categories size --weight visits --horizon 3 --model");
    const { stderr } = await run("forecast", ...flags, "arima", "--json");
    const text =
      "note: arima takes future covariates only and all rows alike; --static, --categories and --weight are not used";
    expect(stderr.split("\n")).toContain(JSON.stringify({ event: "note", text }));
    const train = await run("train", ...line("--weight visits --horizon 3 --model ridge --save"), path("m"));
    expect([train.code, train.stderr]).toEqual([0, expect.not.stringContaining("note:") as string]);
  });

  const given = { past: ["a"], future: ["b"], static: ["c"] };
  const noteOf = (name: string, options = {}): string[] =>
    describeUnused([createForecaster(name, { horizon: 2, ...options })], given);

  it("names what else is read, and asks auto for its candidates", () => {
    const other = "takes future covariates only; --past and --static are not used";
    expect(noteOf("arima")).toEqual([`note: arima ${other}`]);
    expect(noteOf("auto")).toEqual([`note: auto ${other}`]);
    expect(noteOf("auto", { models: "naive, mean" })).toHaveLength(1);
    expect(noteOf("auto", { models: ["naive", "gru"] })).toEqual([]);
  });

  it("names weights and categories beside the covariates", () => {
    const all = { ...given, categories: ["b"], weight: "w" };
    expect(noteOn("naive", all)).toEqual([
      "note: naive takes no covariates and all rows alike; --past, --future, --static, --categories and --weight are not used",
    ]);
    expect(noteOn("arima", all)).toEqual([
      "note: arima takes future covariates only and all rows alike; --past, --static and --weight are not used",
    ]);
    expect(noteOn("arima", { past: ["a"], categories: ["a"] })[0]).toContain("--past and --categories are not used");
    expect(noteOn("ridge", { weight: "w" })).toEqual([]);
    expect(noteOn("highway-rnn", all)).toEqual([]);
    expect(noteOn("auto", { weight: "w" })).toEqual([]); // ridge is among its candidates
  });

  it("is right of weights: they change the forecasts of those models that are said to heed them", async () => {
    const target = Array.from({ length: 60 }, (_, t) => 20 + ((t * 7) % 5) + t / 10 + ((t * 31) % 13) / 4);
    const weight = target.map((_, t) => (t < 40 ? 1 : 3));
    const rows = { id: "a", start: "2024-01-01", frequency: "1d", target };
    const series = [createSeries(rows), createSeries({ ...rows, weight })];
    for (const { name, options, weight: heeds = false } of registry) {
      if (name === "auto") continue; // fits others
      const few = "epochs" in options ? { epochs: 1, seed: 1 } : {};
      const values = [];
      for (const one of series) {
        const fitted = await createForecaster(name, { horizon: 2, ...few }).fit([one]);
        values.push(fitted.predict([one])[0]!.values.join());
      }
      expect([name, values[0] !== values[1]]).toEqual([name, heeds]);
    }
  });

  it("is left out for every network, and stands for every other model", () => {
    for (const { name, options } of registry)
      expect([name, noteOf(name).length]).toEqual([name, "epochs" in options ? 0 : 1]);
  });
});

describe("a note on another target than the model's", () => {
  it.each(["naive", "ridge"])("is printed by predict with %s, and only then", async (model) => {
    await run("train", ...line(`--horizon 3 --model ${model} --save`), path("m"));
    const predict = (target: string) =>
      seqcast(["predict", path("m"), path("small.csv"), ...line(`--time day --id shop --target ${target}`)]);
    expect((await predict("visits")).stderr).toContain("note: the model was trained on sales, and forecasts visits\n");
    expect((await predict("sales")).stderr).not.toContain("note:");
  });
});
