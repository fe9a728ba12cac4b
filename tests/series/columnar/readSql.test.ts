import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSql } from "../../../src/series/index.ts";

describe("readSql", () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(":memory:")).connect();
  });
  afterAll(() => connection.closeSync());

  it("reads rows of many chunks by id, NULL as missing", async () => {
    const query = `SELECT 'm' || i % 2 AS meter, TIMESTAMP '2024-01-01' + INTERVAL (i // 2) MINUTE AS at,
      CASE WHEN i = 3 THEN NULL ELSE i::DOUBLE END AS load FROM range(20000) r(i)`;
    const series = await readSql(connection, query, { time: "at", target: "load", id: "meter" });
    expect(series.map(({ id, timezone }) => [id, timezone])).toEqual([
      ["m0", "floating"],
      ["m1", "floating"],
    ]);
    expect([...series[1]!.target.values]).toEqual(
      Array.from({ length: 10_000 }, (_, i) => (i === 1 ? NaN : 2 * i + 1)),
    );
  });

  it("takes TIMESTAMP WITH TIME ZONE for instants, other times for local ones, whatever their unit", async () => {
    const zoneOf = async (type: string, timezone?: string): Promise<unknown[]> => {
      const time = type === "TIMESTAMPTZ" ? "1970-01-01 00:00:00+00" : "1970-01-01 00:00:00";
      const query = `SELECT '${time}'::${type} AS t, 1 AS y UNION ALL SELECT ('${time}'::TIMESTAMPTZ + INTERVAL 1 DAY)::${type}, 2 ORDER BY y`;
      const [series] = await readSql(connection, query, { time: "t", target: "y", timezone, frequency: "1d" });
      return [series!.timezone, series!.timestamps[0]];
    };
    await connection.run("SET TimeZone = 'UTC'");
    expect(await zoneOf("TIMESTAMPTZ")).toEqual(["UTC", 0]);
    for (const type of ["TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE"]) {
      expect(await zoneOf(type), type).toEqual(["floating", 0]);
      expect(await zoneOf(type, "Asia/Tokyo"), type).toEqual(["Asia/Tokyo", -9 * 3_600_000]);
    }
  });

  it("reads whole numbers of any width, decimals, booleans and enums", async () => {
    const query = `SELECT DATE '2024-01-01' + i::INT AS t, 9007199254740993::HUGEINT AS h, (-0.05)::DECIMAL(9, 2) AS d, i = 0 AS b, 'x'::ENUM('x') AS e, TIME '10:00' AS clock
       FROM range(2) r(i)`;
    const roles = { time: "t", target: ["h", "d", "b"], id: "e" };
    const [series] = await readSql(connection, query, roles);
    expect(series?.id).toBe("x");
    expect([...series!.target.values]).toEqual([9007199254740992, -0.05, 1, 9007199254740992, -0.05, 0]);
    await expect(readSql(connection, query, { time: "t", target: "clock" })).rejects.toThrow(
      'query line 1 column "clock"',
    );
  });

  it("puts rows together while they come, in steps", async () => {
    const query = "SELECT TIMESTAMP '2024-01-01' + INTERVAL (i) SECOND AS t, 1 AS y FROM range(200000) r(i)";
    const sums = { time: "t", target: "y", frequency: "1h", aggregate: "sum" } as const;
    const [series] = await readSql(connection, query, sums);
    expect(series!.target.values.slice(0, 2).join()).toBe("3600,3600");
    expect(series!.target.values).toHaveLength(56);
  });

  it("says what is wrong with a query, at its beginning and among its rows, and with a time without end", async () => {
    const roles = { time: "t", target: "y" };
    await expect(readSql(connection, "SELEC 1", roles)).rejects.toMatchObject({
      name: "DataError",
      where: "readSql query",
      found: expect.stringContaining("SELEC"),
    });
    const late = `SELECT DATE '2024-01-01' + i::INT AS t, CASE WHEN i = 9999 THEN error('late') ELSE '1' END AS y FROM range(10000) r(i)`;
    await expect(readSql(connection, late, roles)).rejects.toMatchObject({
      name: "DataError",
      found: expect.stringContaining("late"),
    });
    await expect(readSql(connection, "SELECT 'infinity'::TIMESTAMP AS t, 1 AS y", roles)).rejects.toThrow('column "t"');
    await expect(readSql(connection, "SELECT 1 AS t, 1 AS y WHERE false", roles)).rejects.toThrow("no rows");
    await expect(readSql(connection, "SELECT 1 AS t, 1 AS x", roles)).rejects.toThrow('"y"');
  });
});
