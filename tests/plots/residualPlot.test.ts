import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { residualDiagnostics } from "../../src/evaluation/index.ts";
import { residualPlot } from "../../src/plots/index.ts";
import { backtested, load } from "./examples.ts";

const diagnostics = residualDiagnostics([load], backtested)[0]!;

describe("residualPlot", () => {
  it("is plain data: autocorrelations, and errors by step, hour and weekday", () => {
    const { title, panels } = residualPlot(diagnostics, { width: 800 });
    expect(JSON.parse(JSON.stringify(panels))).toEqual(panels);
    expect({ title, panels }).toMatchSnapshot();
  });

  it("names the weekdays that there are, and leaves out what has one value", () => {
    const monday = { key: 1, count: 3, bias: 1, mae: 2 };
    const sunday = { ...monday, key: 7 };
    const made = { ...diagnostics, autocorrelations: [NaN], byHour: [monday], byWeekday: [monday, sunday] };
    const { panels } = residualPlot(made);
    expect(panels.map(({ options }) => options.title)).toEqual(["How large errors are", "By step", "By weekday"]);
    expect(panels[2]!.data[0]!.map((day) => panels[2]!.ticks![day!])).toEqual(["Mon", "Sun"]);
  });

  it("refuses diagnostics without errors, and options that are wrong", () => {
    expect(() => residualPlot({ ...diagnostics, count: 0 })).toThrow(DataError);
    expect(() => residualPlot(diagnostics, { widths: 3 } as object)).toThrow(OptionError);
  });
});
