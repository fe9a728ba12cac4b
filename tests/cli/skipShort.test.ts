/** Many series of which a few are too short, or empty: refused by name, or left out by name and the others forecast. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registry } from "../../src/models/index.ts";
import { line, seqcast } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);

/** Rows of series by their lengths; those below 0 hold no value. */
async function write(name: string, lengths: Readonly<Record<string, number>>): Promise<void> {
  const lines = ["day,shop,sales"];
  for (const [shop, length] of Object.entries(lengths)) {
    for (let t = 90 - Math.abs(length); t < 90; t++) {
      const day = new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10);
      lines.push(`${day},${shop},${length < 0 ? "" : 20 + 5 * (t % 7) + ((t * 31) % 11) / 3}`);
    }
  }
  await writeFile(path(name), `${lines.join("\n")}\n`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-short-"));
  await write("shops.csv", { north: 90, new: 3, south: 90, east: 4, void: -40 });
  await write("long.csv", { north: 90, south: 90 });
});
afterAll(() => rm(folder, { recursive: true }));

const run = (command: string, ...words: string[]) =>
  seqcast([command, path("shops.csv"), ...line("--time day --id shop --target sales"), ...words]);

const shopsOf = (json: string): string[] => {
  const { series } = JSON.parse(json) as { series: { id: string }[] };
  return series.map(({ id }) => id);
};

const scoresOf = (json: string): unknown => (JSON.parse(json) as { scores: unknown }).scores;

describe("a short series among many", () => {
  it.each([
    ["lstm", "--epochs 1"],
    ["highway-rnn", "--epochs 1"],
    ["auto", ""],
  ])("is refused by its name with %s, and --skip-short is named", async (model, more) => {
    const { code, stderr } = await run("forecast", ...line(`--horizon 7 --model ${model} ${more}`));
    expect([code, stderr]).toEqual([2, expect.stringMatching(/series "(new|void)"/) as string]);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain("--skip-short goes on without such series");
  });

  it.each([
    ["lstm", "--epochs 1"],
    ["highway-rnn", "--epochs 1"],
    ["auto", ""],
  ])(
    "is left out by --skip-short with %s, by its name, and the others are forecast as if it were not there",
    async (model, more) => {
      const flags = line(`--horizon 7 --model ${model} --skip-short --json ${more}`);
      const { code, stdout, stderr } = await run("forecast", ...flags);
      expect(code).toBe(0);
      expect(shopsOf(stdout)).toEqual(["north", "south"]);
      const events = stderr
        .trim()
        .split("\n")
        .map((one) => JSON.parse(one) as { text?: string });
      const notes = events.flatMap(({ text = "" }) => (text.startsWith("note: left out") ? [text] : []));
      expect(notes).toEqual([
        'note: left out, for they hold no value: 1 of 5 series, "void"',
        'note: left out, for they have fewer than 9 rows: 2 of 4 series, "new", "east"',
      ]);
      const alone = await seqcast([
        "forecast",
        path("long.csv"),
        ...line("--time day --id shop --target sales"),
        ...flags,
      ]);
      expect(JSON.parse(stdout)).toEqual(JSON.parse(alone.stdout));
    },
  );

  it("is left out where its errors cannot be measured", async () => {
    await write("measured.csv", { north: 90, few: 12, south: 90, new: 3 });
    const words = line("--time day --target sales --id shop --horizon 7 --model seasonal-naive --season-length 7");
    const own = ["forecast", path("measured.csv"), ...words, ...line("--skip-short --intervals split --out -")];
    const { code, stdout, stderr } = await seqcast(own);
    expect(code).toBe(0);
    expect([
      ...new Set(
        stdout
          .trim()
          .split("\n")
          .slice(1)
          .map((row) => row.split(",")[0]),
      ),
    ]).toEqual(["north", "south"]);
    expect(stderr).toContain('"few"');
    expect(stderr).toContain('"new"');
  });

  it("stays where a model can use it", async () => {
    const { stdout, stderr } = await run("forecast", ...line("--horizon 7 --model naive --skip-short --json"));
    expect(shopsOf(stdout)).toEqual(["north", "new", "south", "east"]);
    expect(stderr).not.toContain("fewer than");
  });

  it("is left out of training, of predictions and of a watched forecast", async () => {
    const train = await run("train", ...line("--horizon 7 --model gru --epochs 1 --skip-short --save"), path("m"));
    expect([train.code, train.stderr]).toEqual([0, expect.stringContaining('2 of 4 series, "new", "east"') as string]);
    const predict = await seqcast([
      "predict",
      path("m"),
      path("shops.csv"),
      ...line("--time day --id shop --target sales --skip-short --json"),
    ]);
    expect(predict.code).toBe(0);
    expect(shopsOf(predict.stdout)).toEqual(["north", "new", "south", "east"]); // two rows are enough to forecast from
  });

  it("is refused all the same where no other is left, or another fault is found", async () => {
    await write("all-short.csv", { a: 3, b: 4 });
    const flags = line("--time day --id shop --target sales --horizon 7 --model lstm --skip-short");
    const { code, stderr } = await seqcast(["forecast", path("all-short.csv"), ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('series "b"') as string]);
  });

  it("is left out of a backtest, whose scores are those of the others alone", async () => {
    const flags = line("--horizon 7 --folds 2 --models gru,seasonal-naive --epochs 1 --season-length 7 --json");
    const refused = await run("backtest", ...flags);
    expect(refused.stderr.replaceAll(/\s+/g, " ")).toContain("--skip-short goes on without such series");
    const { code, stdout, stderr } = await run("backtest", ...flags, "--skip-short");
    expect(code).toBe(0);
    expect(stderr).toContain('fewer than 23 rows: 2 of 5 series, \\"new\\", \\"east\\"');
    const alone = await seqcast([
      "backtest",
      path("long.csv"),
      ...line("--time day --id shop --target sales"),
      ...flags,
    ]);
    expect(scoresOf(stdout)).toEqual(scoresOf(alone.stdout));
  });

  it("is fitted by every model of a backtest that --skip-short leaves it in", async () => {
    const models = registry.filter(({ name }) => name !== "auto").map(({ name }) => name);
    await write("least.csv", { north: 90, least: 29, less: 28 });
    const flags = line(
      `--horizon 7 --folds 2 --models ${models.join()} --epochs 1 --season-length 7 --skip-short --json`,
    );
    const { code, stdout, stderr } = await seqcast([
      "backtest",
      path("least.csv"),
      ...line("--time day --id shop --target sales"),
      ...flags,
    ]);
    expect(stderr).toContain('fewer than 29 rows: 1 of 3 series, \\"less\\"');
    expect([code, (JSON.parse(stdout) as { errors: unknown }).errors]).toEqual([0, []]);
  });
});
