import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { fromArrow } from "../../../src/series/index.ts";

const days = [new Date(0), new Date(86_400_000), new Date(2 * 86_400_000)];
const options = { time: "t", target: "y" };
const values = arrow.vectorFromArray([1, null, 3.5], new arrow.Float64());

async function zoneOf(type: arrow.DataType, timezone?: string): Promise<unknown[]> {
  const table = new arrow.Table({ t: arrow.vectorFromArray(days, type), y: values });
  const [series] = await fromArrow(table, { ...options, timezone });
  return [series!.timezone, series!.timestamps[0], series!.target.values.join()];
}

describe("fromArrow", () => {
  it("takes timestamps of a zone for instants, others and dates for local times", async () => {
    for (const type of [
      arrow.TimestampSecond,
      arrow.TimestampMillisecond,
      arrow.TimestampMicrosecond,
      arrow.TimestampNanosecond,
    ]) {
      expect(await zoneOf(new type("Europe/Berlin"))).toEqual(["UTC", 0, "1,NaN,3.5"]);
      expect(await zoneOf(new type())).toEqual(["floating", 0, "1,NaN,3.5"]);
      expect(await zoneOf(new type(), "Asia/Tokyo")).toEqual(["Asia/Tokyo", -9 * 3_600_000, "1,NaN,3.5"]);
    }
    for (const type of [new arrow.DateDay(), new arrow.DateMillisecond()]) {
      expect(await zoneOf(type, "Asia/Tokyo")).toEqual(["Asia/Tokyo", -9 * 3_600_000, "1,NaN,3.5"]);
    }
  });

  it("reads text, dictionaries, whole numbers of 64 bits, decimals and booleans, through IPC and in many batches", async () => {
    const unscaled = Uint32Array.of(125, 0, 0, 0, 0xffff_fffb, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 3, 0, 0, 0);
    const decimals = arrow.makeData({ type: new arrow.Decimal(2, 10, 128), length: 3, data: unscaled });
    const part = new arrow.Table({
      t: arrow.vectorFromArray(["2024-01-01", "2024-01-02", "2024-01-03"], new arrow.Utf8()),
      id: arrow.vectorFromArray(["a", "a", "a"]),
      n: arrow.vectorFromArray([1n, 2n, -3n], new arrow.Int64()),
      d: new arrow.Vector([decimals]),
      on: arrow.vectorFromArray([true, false, null]),
      note: arrow.vectorFromArray([[1], [2], [3]], new arrow.List(new arrow.Field("item", new arrow.Int32()))),
    });
    const later = part.assign(
      new arrow.Table({ t: arrow.vectorFromArray(["2024-01-04", "2024-01-05", "2024-01-06"], new arrow.Utf8()) }),
    );
    const table = arrow.tableFromIPC(arrow.tableToIPC(part.concat(later)));
    const [series] = await fromArrow(table, { time: "t", id: "id", target: ["n", "d"], pastCovariates: "on" });
    expect(series?.id).toBe("a");
    expect([...series!.target.values]).toEqual([1, 1.25, 2, -0.05, -3, 0.03, 1, 1.25, 2, -0.05, -3, 0.03]);
    expect([...series!.pastCovariates!.values]).toEqual([1, 0, NaN, 1, 0, NaN]);
  });

  it("reads more rows than a block holds, in their order", async () => {
    const times = BigInt64Array.from({ length: 10_000 }, (_, i) => 1_700_000_000_000n + BigInt(i) * 60_000n);
    const table = arrow.tableFromArrays({ t: times, y: Float64Array.from(times, (_, i) => i) });
    const [series] = await fromArrow(table, options);
    expect(series!.target.values).toEqual(Float64Array.from({ length: 10_000 }, (_, i) => i));
  });

  it("refuses what is no table, an empty one, and names row and column of a bad value", async () => {
    const none: unknown = {};
    await expect(fromArrow(none as arrow.Table, options)).rejects.toThrow("fromArrow table");
    const empty = arrow.tableFromArrays({ t: new Float64Array(0), y: new Float64Array(0) });
    await expect(fromArrow(empty, options)).rejects.toThrow("no rows");
    const table = arrow.tableFromArrays({ t: ["2024-01-01", "2024-01-02"], y: ["1", "much"] });
    await expect(fromArrow(table, options)).rejects.toThrow('Arrow table line 2 column "y"');
    await expect(fromArrow(table, { ...options, target: "load" })).rejects.toThrow('"load"');
  });
});
