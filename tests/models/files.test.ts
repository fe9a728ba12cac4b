import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import {
  createForecaster,
  findForecaster,
  loadForecaster,
  naive,
  registry,
  saveForecaster,
} from "../../src/models/index.ts";
import { bytesOf, sine } from "../contract/examples.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "models-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("saveForecaster", () => {
  it("writes the bytes of save(), which loadForecaster reads from the path", async () => {
    const fitted = await naive({ horizon: 3 }).fit([sine()]);
    const path = join(folder, "deep/load.safetensors");
    await saveForecaster(path, fitted);
    expect(Buffer.from(fitted.save()).equals(await readFile(path))).toBe(true);
    expect(bytesOf((await loadForecaster(path)).predict([sine()]))).toEqual(bytesOf(fitted.predict([sine()])));
  });

  it("is a DataError where there is no file", async () => {
    await expect(loadForecaster(join(folder, "none"))).rejects.toThrow(DataError);
  });
});

describe("the registry", () => {
  it("holds each name once, and finds it", () => {
    const names = registry.map(({ name }) => name);
    expect(names).toEqual([
      "naive",
      "seasonal-naive",
      "mean",
      "drift",
      "moving-average",
      "naive2",
      "ses",
      "holt",
      "damped-holt",
      "comb",
      "holt-winters",
      "theta",
      "ets",
      "arima",
      "mstl",
      "croston",
      "tsb",
      "fourier-arma",
      "ridge",
      "highway-rnn",
      "rnn",
      "lstm",
      "gru",
      "seq2seq",
      "deep-ar",
      "segment-rnn",
      "dlinear",
      "nlinear",
      "tcn",
      "nhits",
      "auto",
    ]);
    for (const name of names) expect(findForecaster(name).name).toBe(name);
  });

  it("makes forecasters by name, with their defaults", () => {
    expect(createForecaster("seasonal-naive", { horizon: 3, seasonLength: 7 })).toMatchObject({
      name: "seasonal-naive",
      options: { horizon: 3, seasonLength: 7 },
    });
    expect(createForecaster("lstm", { horizon: 3 }).options).toHaveProperty("hiddenSize");
  });

  it("names all models where one is unknown", () => {
    expect(() => findForecaster("oracle")).toThrow(OptionError);
    expect(() => createForecaster("oracle", { horizon: 1 })).toThrow(
      `model: expected one of ${registry.map(({ name }) => name).join(", ")}, found "oracle"`,
    );
  });
});
