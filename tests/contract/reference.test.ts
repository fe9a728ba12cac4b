/** The contract once more, on the plain TypeScript kernels, and that both kinds of kernels give one forecast. */
import { beforeAll, describe, expect, it } from "vitest";
import { defaultBackend, useKernels } from "../../src/kernels/index.ts";
import { registry } from "../../src/models/index.ts";
import { forecastOf, isNetwork, tiny, withCovariates } from "./examples.ts";
import "./contract.test.ts"; // declares its tests here too

beforeAll(() => {
  useKernels("reference");
});

describe.each(registry.filter(isNetwork).map((definition) => ({ name: definition.name, definition })))(
  "$name on either kernels",
  ({ definition }) => {
    it("forecasts the same, but for the rounding of float32", async () => {
      expect(defaultBackend().kernels.name).toBe("reference");
      const series = withCovariates();
      const [plain] = await forecastOf(tiny(definition), [series]);
      useKernels("wasm");
      try {
        const [fast] = await forecastOf(tiny(definition), [series]);
        expect(defaultBackend().kernels.name).toBe("wasm");
        plain!.values.forEach((value, i) => expect(Math.abs(value - fast!.values[i]!)).toBeLessThan(1e-4));
      } finally {
        useKernels("reference");
      }
    });
  },
);
