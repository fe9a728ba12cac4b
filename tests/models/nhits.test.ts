import { describe, expect, it } from "vitest";
import { step } from "../../src/autograd/index.ts";
import type { NhitsOptions } from "../../src/models/index.ts";
import { lines } from "../../src/models/nhitsBlock.ts";
import { SEASON } from "../contract/examples.ts";
import { expectRoundTrip, expectStartAtAnchor, shapesOf } from "./variants.ts";

const QUANTILES = 13;
const drawn = (knots: number[], horizon: number): number[] =>
  step(() => {
    const { data } = lines(knots.length, horizon);
    return Array.from({ length: horizon }, (_, h) =>
      knots.reduce((sum, knot, i) => sum + knot * data[i * horizon + h]!, 0),
    );
  });

describe("nhits", () => {
  it("draws lines between knots, which lie in the middle of their steps, and levels beyond them", () => {
    expect(drawn([1, 3], 4)).toEqual([1, 1.5, 2.5, 3]);
    expect(drawn([5], 3)).toEqual([5, 5, 5]);
    expect(drawn([1, 2, 3], 3)).toEqual([1, 2, 3]);
    expect(drawn([0, 6, 0], 6)).toEqual([0, 1.5, 4.5, 4.5, 1.5, 0]);
  });

  const variants: Partial<NhitsOptions>[] = [
    { numStacks: 1 },
    { numStacks: 2, numBlocks: 2, pooling: 5 }, // 5 divides neither 12 rows nor 4 steps
    { numStacks: 16, pooling: 64 }, // coarser than all rows at once
    { pooling: 1, dropout: 0, seasonLength: SEASON },
    { output: "gaussian" },
    { output: "negativeBinomial" },
  ];
  it.each(variants)("fits, saves and loads to the same bytes with %j", (options) =>
    expectRoundTrip("nhits", { hiddenSize: 5, ...options }),
  );

  it("answers at fewer knots where it is coarser, and explains the context but for the last block", async () => {
    const shapes = await shapesOf("nhits", { numStacks: 2, pooling: 3, hiddenSize: 5, seasonLength: SEASON });
    expect(shapes).toMatchObject({
      "blocks.0.layers.0.weight": [5, 2 * 4], // means of differences and level
      "blocks.0.layers.1.weight": [5, 5],
      "blocks.0.explained.weight": [12, 5],
      "blocks.0.answer.weight": [2 * QUANTILES, 5],
      "blocks.1.layers.0.weight": [5, 2 * 12],
      "blocks.1.answer.weight": [4 * QUANTILES, 5],
    });
    expect(shapes).not.toHaveProperty("blocks.1.explained.weight");
  });

  it("starts as good as its anchor", () => expectStartAtAnchor("nhits"));
});
