import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { friedman } from "../../src/evaluation/index.ts";
import { criticalDifferencePlot } from "../../src/plots/index.ts";
import { losses } from "./examples.ts";

const ranks = friedman(losses);

describe("criticalDifferencePlot", () => {
  it("is plain data: mean ranks with half the critical difference to either side", () => {
    const { title, panels } = criticalDifferencePlot(ranks, { width: 800 });
    expect(JSON.parse(JSON.stringify(panels))).toEqual(panels);
    expect({ title, panels }).toMatchSnapshot();
  });

  it("has intervals that overlap for models of one group alone", () => {
    const [, , lower, upper] = criticalDifferencePlot(ranks).panels[0]!.data;
    for (const [i, a] of ranks.models.entries())
      for (const [j, b] of ranks.models.entries()) {
        if (j <= i) continue;
        const together = ranks.groups.some((group) => group.includes(a) && group.includes(b));
        expect(upper![i]! >= lower![j]!, `${a} and ${b}`).toBe(together);
      }
  });

  it("refuses options that are wrong", () => {
    expect(() => criticalDifferencePlot(ranks, { widths: 3 } as object)).toThrow(OptionError);
  });
});
