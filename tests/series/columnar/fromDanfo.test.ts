import * as danfo from "danfojs-node";
import { describe, expect, it } from "vitest";
import { fromDanfo } from "../../../src/series/index.ts";

const options = { time: "t", target: "y" };

describe("fromDanfo", () => {
  it("reads null, undefined and NaN of a data frame as missing, where danfojs itself adds to null as to 0", async () => {
    const frame = new danfo.DataFrame({
      t: ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"],
      y: [1, null, NaN, 4],
    });
    expect(frame["y"].add(1).values[1]).toBe(1);
    const [series] = await fromDanfo(frame, options);
    expect([...series!.target.values]).toEqual([1, NaN, NaN, 4]);
  });

  it("reads dates, booleans and ids, and wide frames", async () => {
    const days = [new Date(0), new Date(86_400_000)];
    const long = new danfo.DataFrame({
      t: [...days, ...days],
      y: [1, 2, 3, 4],
      on: [true, false, true, true],
      id: ["a", "a", "b", "b"],
    });
    const series = await fromDanfo(long, { ...options, id: "id", pastCovariates: "on" });
    expect(
      series.map(({ id, timezone, target, pastCovariates }) => [
        id,
        timezone,
        target.values.join(),
        pastCovariates!.values.join(),
      ]),
    ).toEqual([
      ["a", "UTC", "1,2", "1,0"],
      ["b", "UTC", "3,4", "1,1"],
    ]);
    const wide = new danfo.DataFrame(
      [
        ["2024-01-01", 1, 3],
        ["2024-01-02", 2, 4],
      ],
      { columns: ["t", "u", "v"] },
    );
    expect((await fromDanfo(wide, { time: "t", layout: "wide" })).map(({ id }) => id)).toEqual(["u", "v"]);
  });

  it("refuses what is no data frame, typed, and names row and column of a bad value", async () => {
    const wrong: unknown = { columns: ["t"], values: [1, 2] };
    await expect(fromDanfo(new danfo.Series([1, 2]), options)).rejects.toThrow("fromDanfo frame");
    await expect(fromDanfo(wrong as danfo.DataFrame, options)).rejects.toThrow("no list in row 1");
    await expect(fromDanfo({ columns: ["t", "y"], values: [[1]] }, options)).rejects.toThrow("1 values in row 1");
    const bad = new danfo.DataFrame({ t: ["2024-01-01", "2024-01-02"], y: ["1", "much"] });
    await expect(fromDanfo(bad, options)).rejects.toThrow('data frame line 2 column "y"');
    await expect(fromDanfo(bad, { ...options, target: "load" })).rejects.toThrow('"load"');
  });
});
