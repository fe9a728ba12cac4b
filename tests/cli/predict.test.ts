import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { line, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
const columns = line("--time day --target sales --id shop");
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-predict-"));
  await writeFile(path("small.csv"), smallCsv());
  const tiny = line("--horizon 7 --epochs 1 --context 7 --set stepsPerEpoch=2 --set hiddenSize=4");
  const { code } = await seqcast([
    "forecast",
    path("small.csv"),
    ...columns,
    ...tiny,
    "--save",
    path("m"),
    "--out",
    path("f.csv"),
  ]);
  expect(code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

describe("predict", () => {
  it("writes the bytes that the forecast wrote whose model was saved", async () => {
    const { code, stdout, stderr } = await seqcast([
      "predict",
      path("m"),
      path("small.csv"),
      ...columns,
      "--out",
      path("p.csv"),
    ]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^wrote .*p\.csv \(14 rows\): forecast of 2 series by highway-rnn/) as string,
    ]);
    expect(stderr).toContain(": highway-rnn, horizon 7\n");
    expect(await readFile(path("p.csv"), "utf8")).toBe(await readFile(path("f.csv"), "utf8"));
  });

  it("takes other levels and prints a JSON document", async () => {
    const { stdout } = await seqcast([
      "predict",
      path("m"),
      path("small.csv"),
      ...columns,
      ...line("--levels 50 --json"),
    ]);
    const { command, model, series } = JSON.parse(stdout);
    expect([command, model, series.length, series[0].levels]).toEqual(["predict", "highway-rnn", 2, [50]]);
    expect(series[0].forecast[0].intervals).toHaveLength(1);
  });

  it("refuses a file that is no model, a missing one, and other target columns", async () => {
    const other = await seqcast(["predict", path("small.csv"), path("small.csv"), ...columns]);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("a model saved by seqcast") as string]);
    const missing = await seqcast(["predict", path("none"), path("small.csv"), ...columns]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("no such file") as string]);
    const target = await seqcast([
      "predict",
      path("m"),
      path("small.csv"),
      ...line("--time day --target sales,visits --id shop"),
    ]);
    expect([target.code, target.stderr]).toEqual([2, expect.stringContaining("expected: target sales") as string]);
    expect(target.stdout).toBe("");
  });

  it("forecasts from the history that the model keeps where no file is given", async () => {
    const small = line("--horizon 3 --model naive --quiet --keep all --save");
    await seqcast(["train", path("small.csv"), ...columns, ...small, path("kept")]);
    const { code, stderr } = await seqcast(["predict", path("kept"), "--out", path("kept.csv")]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining("history of 120 rows in 2 series up to 2024-02-29") as string,
    ]);
    await seqcast(["predict", path("kept"), path("small.csv"), ...columns, "--out", path("all.csv")]);
    expect(await readFile(path("kept.csv"), "utf8")).toBe(await readFile(path("all.csv"), "utf8"));
    const none = await seqcast(["predict", path("m")]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("a model that keeps its history") as string]);
    const unnamed = await seqcast(["predict", path("kept"), path("small.csv")]);
    expect([unnamed.code, unnamed.stderr]).toEqual([2, expect.stringContaining("--time and --target") as string]);
  });

  it("does not write over the model", async () => {
    const { code, stderr } = await seqcast(["predict", path("m"), path("small.csv"), ...columns, "--out", path("m")]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("which the input is already") as string]);
  });
});
