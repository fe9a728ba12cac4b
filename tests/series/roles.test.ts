import { describe, expect, test } from "vitest";
import {
  fromArrow,
  fromDanfo,
  readCsv,
  readJson,
  readRecords,
  readSql,
  seriesToCsv,
  splitAt,
  type Roles,
} from "../../src/series/index.ts";

const roles: Roles = {
  time: "hour",
  target: "pm",
  pastCovariates: ["dewp", "wind"],
  futureCovariates: "shift",
  categories: ["wind", "shift"],
  weight: "trust",
};

const header = ["hour", "pm", "dewp", "wind", "shift", "trust"];
const rows: readonly (readonly (string | number | null)[])[] = [
  ["2024-01-01 00:00", 12, -1, "NW", "night", 1],
  ["2024-01-01 01:00", 13, -2, "SE", "night", 0.5],
  ["2024-01-01 02:00", 14, -3, null, "day", null],
  ["2024-01-01 04:00", 15, -4, "NW", "day", 0],
  ["2024-01-01 05:00", null, null, null, "night", null],
];
const csv = [header, ...rows].map((row) => row.map((cell) => cell ?? "").join(",")).join("\n");
const records = rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
const none = NaN;

describe("Roles", () => {
  test("words of past and future columns become columns of 0 and 1 in their order; gaps and empty cells are missing", async () => {
    const [series] = await readCsv(csv, roles);
    expect(series!.pastCovariates!.names).toEqual(["dewp", "wind=NW", "wind=SE"]);
    const values = [
      [-1, 1, 0],
      [-2, 0, 1],
      [-3, none, none],
      [none, none, none],
      [-4, 1, 0],
    ].flat();
    expect([...series!.pastCovariates!.values]).toEqual(values);
    expect(series!.futureCovariates!.names).toEqual(["shift=day", "shift=night"]);
    expect([...series!.futureCovariates!.values].slice(-2)).toEqual([0, 1]);
  });

  test("an empty weight counts 1, and weights are cut with their rows", async () => {
    const [series] = await readCsv(csv, roles);
    expect([...series!.weight!]).toEqual([1, 0.5, 1, 1, 0]);
    expect([...splitAt(series!, { last: 2 }).test.weight!]).toEqual([1, 0]);
  });

  test("one object of roles reads the same series from text, JSON, objects, a data frame, Arrow and SQL", async () => {
    const expected = await readCsv(csv, roles);
    const named = (index: number): unknown[] => rows.map((row) => row[index]);
    const arrow = {
      numRows: rows.length,
      schema: { fields: header.map((name) => ({ name, type: { typeId: 5 } })) },
      getChildAt: (column: number) => ({ get: (row: number) => rows[row]![column] }),
    };
    const chunks = [{ rowCount: rows.length, getColumnValues: named }];
    const connection = {
      stream: async () => ({
        columnNames: () => header,
        columnTypeId: () => 17,
        fetchChunk: async () => chunks.pop() ?? null,
      }),
    };
    const read = [
      await readJson(JSON.stringify(records), roles),
      await readRecords(records, roles),
      await fromDanfo({ columns: header, values: rows }, roles),
      await fromArrow(arrow, roles),
      await readSql(connection, "SELECT * FROM air", roles),
    ];
    for (const series of read) expect(series).toEqual(expected);
  });

  test("words that are given make the columns, whichever of them the rows hold", async () => {
    const categories = { wind: ["SE", "cv"], shift: ["day", "night"] };
    const [series] = await readCsv(csv, { ...roles, categories });
    expect(series!.pastCovariates!.names).toEqual(["dewp", "wind=SE", "wind=cv"]);
    expect([...series!.pastCovariates!.values].slice(0, 6)).toEqual([-1, 0, 0, -2, 1, 0]);
  });

  test("a static category stays a word though it looks like a number", async () => {
    const text = "t,y,region\n2024-01-01,1,7\n2024-01-02,2,7";
    const plain = { time: "t", target: "y", staticCovariates: "region" };
    expect((await readCsv(text, plain))[0]!.staticCovariates).toEqual({ region: 7 });
    expect((await readCsv(text, { ...plain, categories: "region" }))[0]!.staticCovariates).toEqual({ region: "7" });
  });

  test("quoted words mean what plain ones do", async () => {
    const [series] = await readCsv('t,y,w\n2024-01-01,1,"a, ""b"""\n2024-01-02,2,c', {
      time: "t",
      target: "y",
      pastCovariates: "w",
      categories: "w",
    });
    expect(series!.pastCovariates!.names).toEqual(['w=a, "b"', "w=c"]);
  });

  test("what was read is written and read again", async () => {
    const [series] = await readCsv(csv, roles);
    const { names: past } = series!.pastCovariates!;
    const again = await readCsv(seriesToCsv([series!]), {
      time: "timestamp",
      id: "id",
      target: "pm",
      pastCovariates: past,
      futureCovariates: series!.futureCovariates!.names,
      weight: "weight",
    });
    expect(again).toEqual([series]);
  });

  test("a weight below 0 is refused with its line", async () => {
    await expect(
      readCsv("t,y,w\n2024-01-01,1,1\n2024-01-02,2,-1", { time: "t", target: "y", weight: "w" }),
    ).rejects.toThrow(
      'text line 3 column "w", series "y": expected weights of at least 0, found -1; write 0 for a row that does not count',
    );
  });

  test("a category without another role, an unknown one, and more words than categories have are refused", async () => {
    const text = `t,y,w\n${Array.from({ length: 101 }, (_, i) => `${2000 + i}-01-01,1,word ${i}`).join("\n")}`;
    const plain = { time: "t", target: "y", categories: "w" };
    await expect(readCsv(text, plain)).rejects.toThrow(
      'readCsv option categories: expected columns among pastCovariates, futureCovariates and staticCovariates, found "w"',
    );
    await expect(readCsv(text, { ...plain, categories: "x" })).rejects.toThrow(
      'expected one of the columns "t", "y", "w", found "x"',
    );
    await expect(readCsv(text, { ...plain, pastCovariates: "w" })).rejects.toThrow(
      'line 102 column "w": expected at most 100 different words in a column of categories, found "word 100" as one more',
    );
  });

  test("words are put together by steps only as first or last ones", async () => {
    const options = {
      time: "hour",
      target: "pm",
      pastCovariates: "wind",
      categories: "wind",
      frequency: "2h",
    } as const;
    await expect(readCsv(csv, { ...options, aggregate: "mean" })).rejects.toThrow(
      'expected "first" or "last", since words have no mean',
    );
    const [series] = await readCsv(csv, { ...options, aggregate: "last" });
    expect([...series!.pastCovariates!.values].slice(0, 2)).toEqual([0, 1]);
  });
});
