import { describe, expect, it } from "vitest";
import { createForecasters, findModel } from "../../src/cli/modelOptions.ts";
import { OptionError } from "../../src/errors.ts";

const optionsOf = (model: string, ...set: string[]) =>
  createForecasters([findModel(model, "--model")], { horizon: 4, set })[0]!.options;

describe("--set", () => {
  it("takes a list of words where the option is one", () => {
    expect(optionsOf("highway-rnn", "normalization=revin,standard")["normalization"]).toEqual(["revin", "standard"]);
    expect(optionsOf("ridge", "anchor=none, season")["anchor"]).toEqual(["none", "season"]);
    expect(optionsOf("auto", "models=naive,ridge")["models"]).toEqual(["naive", "ridge"]);
  });

  it("takes numbers, lists of them and single words as before", () => {
    expect(optionsOf("ridge", "contextLength=24,48", "penalty=0.1", "anchor=season")).toMatchObject({
      contextLength: [24, 48],
      penalty: [0.1],
      anchor: ["season"],
    });
  });

  it("refuses a list where the option is one word, and an unknown word of a list", () => {
    expect(() => optionsOf("ridge", "loss=absolute,squared")).toThrow('found "absolute,squared"');
    expect(() => optionsOf("ridge", "anchor=none,week")).toThrow(OptionError);
  });
});
