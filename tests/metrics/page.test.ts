/** The page that tells what each metric is. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allMetrics, levelMetrics, pointMetrics } from "../../src/metrics/index.ts";

const page = readFileSync(new URL("../../docs/evaluation.md", import.meta.url), "utf8");
/** Cells of the table rows by their first one. */
const rows = new Map(
  page
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map(([, name = "", ...cells]) => [name.replaceAll("`", ""), cells]),
);

describe("docs/evaluation.md", () => {
  it.each([...allMetrics.map(({ name }) => name), ...Object.keys(levelMetrics), "owa", "skill", "energyScore"])(
    "says the formula of %s and when it misleads",
    (name) => {
      const [formula, unit, , misleads] = rows.get(name) ?? rows.get(`${name}-80`) ?? rows.get(`${name}-95`) ?? [];
      expect(formula!.length).toBeGreaterThan(5);
      expect(unit).toMatch(/^(data²?|ratio|percent)$/);
      expect(misleads!.length).toBeGreaterThan(5);
    },
  );

  it("names the metrics that are printed first, in their order, and says why", () => {
    const section = page.split("## Which metric first")[1]!.split("\n## ")[0]!;
    expect(section).toContain(pointMetrics.map(({ name }) => `\`${name}\``).join(", "));
    expect(section).toContain("**MAE first**, because");
  });
});
