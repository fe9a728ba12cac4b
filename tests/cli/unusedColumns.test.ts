import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeUnused } from "../../src/cli/unusedColumns.ts";
import { createForecaster, registry } from "../../src/models/index.ts";
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
