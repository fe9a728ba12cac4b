import { describe, expect, it } from "vitest";
import { rnn, createForecaster } from "../../src/models/index.ts";
import { sine } from "../contract/examples.ts";
import { describeRecurrent } from "./recurrentClaims.ts";

describe("rnn", () => {
  describeRecurrent("rnn", 1);

  it("is what the registry makes of its name", async () => {
    const options = { horizon: 3, hiddenSize: 3, epochs: 1, stepsPerEpoch: 1, seed: 5 };
    const [mine] = (await rnn(options).fit([sine()])).predict([sine()]);
    const [named] = (await createForecaster("rnn", options).fit([sine()])).predict([sine()]);
    expect(mine!.values).toEqual(named!.values);
  });
});
