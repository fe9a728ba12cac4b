import { expect, it } from "vitest";
import { extentOf } from "../src/extent.ts";

it("finds the least and the greatest of more values than the stack can hold as arguments", () => {
  expect(extentOf(Array.from({ length: 300_000 }, (_, i) => 7 - i))).toEqual([-299_992, 7]);
});
