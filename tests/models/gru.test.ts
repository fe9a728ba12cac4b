import { describe, expect, it } from "vitest";
import { gru, createForecaster } from "../../src/models/index.ts";
import { sine } from "../contract/examples.ts";
import { describeRecurrent } from "./recurrentClaims.ts";

describe("gru", () => {
  describeRecurrent("gru", 3);

  it("is what the registry makes of its name", async () => {
    const options = { horizon: 3, hiddenSize: 3, epochs: 1, stepsPerEpoch: 1, seed: 5 };
    const [mine] = (await gru(options).fit([sine()])).predict([sine()]);
    const [named] = (await createForecaster("gru", options).fit([sine()])).predict([sine()]);
    expect(mine!.values).toEqual(named!.values);
  });
});
