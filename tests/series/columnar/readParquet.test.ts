import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import * as fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SeqcastError } from "../../../src/errors.ts";
import { readParquet } from "../../../src/series/index.ts";

const options = { time: "t", target: "y" };
const day = 86_400_000;
const plain = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: "t", data: ["2024-01-01", "2024-01-02", "2024-01-03"], type: "STRING" },
      { name: "y", data: [1, null, 3], type: "DOUBLE" },
      { name: "id", data: ["a", "a", "a"], type: "STRING" },
      { name: "note", data: [{ a: 1 }, null, {}], type: "JSON" },
    ],
  }),
);

const cut = (bytes: Uint8Array, length: number): Uint8Array => bytes.slice(0, length);

async function zoneAndStart(bytes: ArrayBuffer, timezone?: string): Promise<unknown[]> {
  const [series] = await readParquet(bytes, { ...options, timezone, frequency: "1d" });
  return [series!.timezone, series!.timestamps[0]];
}

describe("readParquet", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "seqcast-"));
  });
  afterAll(async () => rm(folder, { recursive: true }));

  it("reads bytes, Blobs, paths, patterns and lists; null is missing, and other columns are not asked for", async () => {
    const path = join(folder, "one.parquet");
    await writeFile(path, plain);
    const buffer = plain.slice().buffer;
    for (const source of [plain, buffer, new Blob([buffer]), path, join(folder, "o*.parquet"), [path]]) {
      const [series] = await readParquet(source, options);
      expect(series?.id).toBe("y");
      expect(series?.timezone).toBe("floating");
      expect([...series!.target.values]).toEqual([1, NaN, 3]);
    }
    const later = parquetWriteBuffer({
      columnData: [
        { name: "y", data: [4n], type: "INT64" },
        { name: "t", data: ["2024-01-04"], type: "STRING" },
      ],
    });
    const [both] = await readParquet([plain, later], options);
    expect([...both!.target.values]).toEqual([1, NaN, 3, 4]);
  });

  it("counts columns from 0 and has wide tables and aggregates, as readCsv does", async () => {
    const [byIndex] = await readParquet(plain, { time: 0, target: 1, id: 2 });
    expect(byIndex?.id).toBe("a");
    const wide = parquetWriteBuffer({
      columnData: [
        { name: "t", data: [0n, 3_600_000n], type: "INT64" },
        { name: "u", data: Float64Array.of(1, 2) },
        { name: "v", data: Float32Array.of(3, 4.5) },
      ],
    });
    const series = await readParquet(wide, { time: "t", timeFormat: "milliseconds", layout: "wide" });
    expect(series.map(({ id, target }) => [id, target.values.join()])).toEqual([
      ["u", "1,2"],
      ["v", "3,4.5"],
    ]);
    const sums = { time: "t", timeFormat: "milliseconds", target: "v", frequency: "1d", aggregate: "sum" } as const;
    expect([...(await readParquet(wide, sums))[0]!.target.values]).toEqual([7.5]);
  });

  it("takes timestamps in UTC for instants, others and dates for local times", async () => {
    const times = [new Date(0), new Date(day)];
    const write = (logical: { type: "TIMESTAMP"; isAdjustedToUTC: boolean; unit: "MICROS" } | { type: "DATE" }) =>
      parquetWriteBuffer({
        columnData: [
          { name: "t", data: times },
          { name: "y", data: Float64Array.of(1, 2) },
        ],
        schema: [
          { name: "root", num_children: 2 },
          logical.type === "DATE"
            ? { name: "t", type: "INT32", converted_type: "DATE", repetition_type: "OPTIONAL" }
            : { name: "t", type: "INT64", logical_type: logical, repetition_type: "OPTIONAL" },
          { name: "y", type: "DOUBLE", repetition_type: "REQUIRED" },
        ],
      });
    const instants = write({ type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" });
    const local = write({ type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" });
    expect(await zoneAndStart(instants)).toEqual(["UTC", 0]);
    expect(await zoneAndStart(local)).toEqual(["floating", 0]);
    expect(await zoneAndStart(local, "Asia/Tokyo")).toEqual(["Asia/Tokyo", -9 * 3_600_000]);
    expect(await zoneAndStart(write({ type: "DATE" }), "Asia/Tokyo")).toEqual(["Asia/Tokyo", -9 * 3_600_000]);
  });

  it("reads what DuckDB writes, in row groups and all of its packings", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const query =
      "SELECT TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS t, (i % 7)::DOUBLE / 10 AS y FROM range(5000) r(i)";
    const expected = Array.from({ length: 5000 }, (_, i) => (i % 7) / 10);
    for (const codec of ["snappy", "zstd", "gzip", "uncompressed", "lz4_raw", "brotli"]) {
      const path = join(folder, `${codec}.parquet`);
      await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE 2048)`);
      const [series] = await readParquet(path, options);
      expect(series?.timezone).toBe("floating");
      expect([...series!.target.values]).toEqual(expected);
    }
    connection.closeSync();
  });

  it("reads decimals as the numbers that they write", async () => {
    const path = join(folder, "decimal.parquet");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `COPY (SELECT DATE '2024-01-01' + i::INT AS t, (i * 0.1)::DECIMAL(18, 1) AS y FROM range(10) r(i)) TO '${path}' (FORMAT parquet)`,
    );
    connection.closeSync();
    const [series] = await readParquet(path, options);
    expect([...series!.target.values]).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  });

  it("says file, row and column of what it refuses", async () => {
    await expect(readParquet(plain, { time: "t", target: "load" })).rejects.toThrow(/"load"/);
    await expect(readParquet(plain, { time: "t", target: "note" })).rejects.toThrow('Parquet line 1 column "note"');
    await expect(readParquet(join(folder, "none.parquet"), options)).rejects.toThrow("no such file");
    await expect(readParquet(folder, options)).rejects.toThrow("a folder");
    await expect(readParquet([], options)).rejects.toThrow("an empty list");
    const noSource: unknown = 7;
    await expect(readParquet(noSource as Uint8Array, options)).rejects.toThrow("readParquet source");
    const empty = parquetWriteBuffer({
      columnData: [
        { name: "t", data: [], type: "STRING" },
        { name: "y", data: [], type: "DOUBLE" },
      ],
    });
    await expect(readParquet(empty, options)).rejects.toThrow("no rows");
  });

  it("refuses what is no Parquet or was cut off, typed, at any length", async () => {
    for (const length of [0, 3, 4, 20, plain.length - 1, plain.length - 100]) {
      await expect(readParquet(cut(plain, length), options), String(length)).rejects.toMatchObject({
        name: "DataError",
        expected: "a whole Parquet file",
      });
    }
  });

  describe("of a damaged file", () => {
    const rows = 400;
    const all = Array.from({ length: rows }, (_, i) => i);
    const files = ([undefined, "SNAPPY"] as const).flatMap((codec) =>
      (["PLAIN", "DELTA_BINARY_PACKED", "RLE_DICTIONARY"] as const).map((encoding) => {
        const columnData = [
          { name: "t", data: all.map((i) => new Date(3_600_000 * i)), type: "TIMESTAMP" as const },
          { name: "y", data: all.map((i) => (i % 7 === 3 ? null : i % 11)), type: "INT32" as const, encoding },
          { name: "id", data: all.map((i) => (i < 200 ? "a" : "b")), type: "STRING" as const },
        ];
        return new Uint8Array(parquetWriteBuffer({ columnData, codec: codec ?? "UNCOMPRESSED" }));
      }),
    );

    it("ends with series or a typed error, whichever bytes are wrong", async () => {
      const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
      const roles = { time: "t", target: "y", id: "id", frequency: "1h" } as const;
      const property = fc.asyncProperty(fc.constantFrom(...files), damage, async (file, wrong) => {
        const bytes = file.slice();
        for (const [place, value] of wrong) bytes[place % bytes.length] = value;
        const reading = readParquet(bytes, roles).then(
          () => "read",
          (error: unknown) => (error instanceof SeqcastError ? "refused" : error),
        );
        expect(["read", "refused"]).toContain(await reading);
      });
      await fc.assert(property, { numRuns: 200 });
    });

    it("refuses a run of more values than the page has before it is decoded", async () => {
      const bytes = files[0]!.slice();
      // places in the dictionary of ids, of one bit: runs of 200 zeros and 200 ones
      const at = bytes.findIndex((_, i) => [1, 0x90, 3, 0, 0x90, 3, 1].every((byte, j) => bytes[i + j] === byte));
      expect(at).toBeGreaterThan(0);
      bytes.set([1, 0xfe, 0xff, 0xff, 0xff, 0x0f, 1], at);
      await expect(readParquet(bytes, { time: "t", target: "y", id: "id" })).rejects.toMatchObject({
        name: "DataError",
        found: "runs of more values than their page has",
      });
    });

    it("refuses columns of lists", async () => {
      const connection = await (await DuckDBInstance.create()).connect();
      const path = join(folder, "lists.parquet");
      await connection.run(`COPY (SELECT DATE '2024-01-01' AS t, [1, 2] AS y) TO '${path}' (FORMAT parquet)`);
      await expect(readParquet(path, options)).rejects.toThrow(
        'column "y": expected one value in each row, found lists',
      );
    });

    it.each(["snappy", "gzip", "zstd", "brotli", "lz4_raw"])("still reads a whole one packed by %s", async (codec) => {
      const connection = await (await DuckDBInstance.create()).connect();
      for (const version of ["V1", "V2"]) {
        const path = join(folder, `${codec}-${version}.parquet`);
        const select = `SELECT TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS t, CASE WHEN i % 7 = 3 THEN NULL ELSE i END AS y,
          i % 3 = 0 AS flag, 'a' || (i // 1000) AS id FROM range(2000) r(i)`;
        await connection.run(
          `COPY (${select}) TO '${path}' (FORMAT parquet, CODEC '${codec}', PARQUET_VERSION ${version})`,
        );
        const [, second] = await readParquet(path, { ...options, id: "id", pastCovariates: "flag" });
        expect([...second!.target.values.subarray(0, 3)]).toEqual([1000, 1001, 1002]);
        expect([...second!.pastCovariates!.values.subarray(0, 4)]).toEqual([0, 0, 1, 0]);
      }
    });
  });
});
