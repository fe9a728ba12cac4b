import { expect, it } from "vitest";
import { step, tensor } from "../../src/autograd/index.ts";
import { padded, usualSegment } from "../../src/models/segments.ts";

it.each([
  [96, 48, 12], // half hours: the next day from two
  [720, 96, 48], // the published setting
  [336, 96, 24],
  [24, 12, 3], // months
  [14, 7, 2],
  [12, 4, 2],
  [1, 1, 1],
  [97, 48, 12], // no divisor in common: an eighth of the context
  [200, 3, 3],
])("the usual segment of %d rows and %d steps is %d", (contextLength, horizon, length) => {
  expect(usualSegment({ contextLength, horizon })).toBe(length);
});

it("padded adds zeros before or behind", () => {
  step(() => {
    const x = tensor([1, 2, 3, 4], [2, 2, 1]);
    expect(Array.from(padded(x, 3, "before").data)).toEqual([0, 1, 2, 0, 3, 4]);
    expect(Array.from(padded(x, 3, "behind").data)).toEqual([1, 2, 0, 3, 4, 0]);
    expect(padded(x, 2, "behind")).toBe(x);
  });
});
