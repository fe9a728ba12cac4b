/** What may be learned before origins of many series. */
import { expect, it } from "vitest";
import { beforeOrigins } from "../../src/models/rollingOrigins.ts";
import { createSeries } from "../../src/series/index.ts";

it("learns before the first origin of more series than a call takes arguments", () => {
  const series = createSeries({ id: "one", start: "2024-01-01", frequency: "1d", target: [1, 2, 3] });
  const spread = { first: 2, stride: 1, count: 1 };
  const length = 150_000;
  const found = beforeOrigins(
    Array.from({ length }, () => series),
    Array.from({ length }, () => spread),
  );
  expect(found.length).toBe(length);
  expect(found.at(-1)!.timestamps.length).toBe(2);
});
