import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../../src/version.generated.ts";
import { build, startSeqcast } from "./built.ts";
import { line } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-process-"));
  await build();
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

const demand = line("datasets/electricity-demand.csv --time timestamp --target demand --horizon 48");

describe("the built command line", () => {
  it("forecasts with an LSTM: the same bytes twice, finite, going on from the file", async () => {
    const words = ["forecast", ...demand, ...line("--model lstm --seed 7 --epochs 1 --out")];
    const runs = [await startSeqcast([...words, path("a.csv")]), await startSeqcast([...words, path("b.csv")])];
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(runs[0]!.stdout).toBe(
      `wrote ${path("a.csv")} (48 rows): forecast of demand by lstm: 48 steps of 30min after 2000-08-27T23:30:00\n`,
    );
    expect(runs[0]!.stderr).toMatch(/lstm: fitted in .* s, 1 epoch, kept epoch 1 \(validation loss \d\.\d{4}\)\n/);
    const [a, b] = await Promise.all(["a.csv", "b.csv"].map((name) => readFile(path(name), "utf8")));
    expect(a).toBe(b);
    const [header, ...rows] = a!.trimEnd().split("\n");
    expect(header).toBe("id,timestamp,channel,forecast,lo-80,hi-80,lo-95,hi-95");
    expect(rows).toHaveLength(48);
    expect(rows[0]).toMatch(/^demand,2000-08-28T00:00:00,demand,/);
    for (const row of rows)
      for (const cell of row.split(",").slice(3)) expect(Number.isFinite(Number(cell || NaN))).toBe(true);
  });

  it("backtests the seasonal naive forecaster to a mean MAE of 370.12", async () => {
    const words = line("--folds 7 --stride 48 --models seasonal-naive --season-length 336 --out");
    const { code, stdout } = await startSeqcast(["backtest", ...demand, ...words, path("scores.csv")]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 {2}seasonal-naive {2}370\.12/m);
    const [header, ...rows] = (await readFile(path("scores.csv"), "utf8")).trimEnd().split("\n");
    expect(header).toBe("model,id,channel,cutoff,step,metric,value");
    const values = rows.map((row) => row.split(",")).filter(([, , , , , metric]) => metric === "mae");
    expect(values).toHaveLength(7);
    expect(values.reduce((sum, row) => sum + Number(row[6]), 0) / 7).toBeCloseTo(370.12, 2);
  });

  it("writes the same scores with --workers 2", async () => {
    const words = line("--folds 2 --models seasonal-naive,theta --season-length 48 --refit every --out");
    const here = await startSeqcast(["backtest", ...demand, ...words, path("here.csv")]);
    const away = await startSeqcast(["backtest", ...demand, "--workers", "2", ...words, path("away.csv")]);
    expect([here.code, away.code]).toEqual([0, 0]);
    expect(away.stderr).toContain("from 4 fits");
    expect(await readFile(path("away.csv"), "utf8")).toBe(await readFile(path("here.csv"), "utf8"));
  });

  it("forecasts several series, and each of them with all its steps", async () => {
    const words = line(
      "datasets/service-metrics.csv --time timestamp --target requests --id service --horizon 24 --model naive --json",
    );
    const { code, stdout, stderr } = await startSeqcast(["forecast", ...words]);
    expect(code).toBe(0);
    const { series } = JSON.parse(stdout);
    expect(series.map(({ id }: { id: string }) => id)).toEqual(["checkout", "search", "login", "catalog", "images"]);
    for (const { forecast } of series) expect(forecast).toHaveLength(24);
    expect(stderr).toContain("72 of 10080 values of requests are missing");
  });

  it("saves a model and predicts the same with it", async () => {
    const words = line("datasets/air-passengers.csv --time timestamp --target passengers");
    const fit = line("--horizon 12 --model seasonal-naive --quiet --save");
    const saved = await startSeqcast(["forecast", ...words, ...fit, path("m"), "--out", path("f.csv")]);
    const predicted = await startSeqcast(["predict", path("m"), ...words, "--quiet", "--out", path("p.csv")]);
    expect([saved.code, predicted.code, saved.stderr, predicted.stderr]).toEqual([0, 0, "", ""]);
    expect(await readFile(path("p.csv"), "utf8")).toBe(await readFile(path("f.csv"), "utf8"));
  });

  it("reads standard input", async () => {
    const { code, stdout } = await startSeqcast(
      ["forecast", "-", ...line("--time t --target y --horizon 1 --model naive --quiet")],
      {
        stdin: "t,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n",
      },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2024-01-04 +4\.0000 /m);
  });

  it.each([
    ["a wrong column", ["forecast", ...demand, "--target", "demnad"], "did you mean --target demand?"],
    ["a missing file", line("forecast nowhere.csv --time t --target y --horizon 1"), "no such file"],
    ["an unknown option", ["forecast", ...demand, "--epoch", "3"], "(Did you mean --epochs?)"],
    ["an unknown command", ["predikt"], "(Did you mean predict?)"],
    [
      "text for a number",
      line("forecast datasets/seattle-weather.csv --time timestamp --target weather --horizon 1"),
      'found:    "drizzle" (line 2)',
    ],
  ])("ends with exit code 2 and one error for %s", async (_, words, message) => {
    const { code, stdout, stderr } = await startSeqcast(words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr.match(/error:/g)).toHaveLength(1);
  });

  it("ends cleanly at Ctrl-C during training: exit code 1, what was done, no file", async () => {
    const { code, stdout, stderr } = await startSeqcast(
      ["forecast", ...demand, "--epochs", "500", "--out", path("never/f.csv")],
      {
        onStart: (child) =>
          child.stderr!.on(
            "data",
            (chunk: Buffer) => chunk.includes("no missing") && setTimeout(() => child.kill("SIGINT"), 700),
          ),
      },
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/error: cancelled in training segment-rnn, after \d+ of 500 epochs; no file was written\n$/);
    expect(await readdir(folder)).not.toContain("never");
  });

  it("ends at Ctrl-C while it waits for standard input", async () => {
    // Nothing tells that it waits; on a busy machine it takes a second or two to start.
    const waiting = startSeqcast(["forecast", "-", ...demand.slice(1)], {
      openStdin: true,
      onStart: (child) => void setTimeout(() => child.kill("SIGINT"), 3000),
    });
    const { code, stderr } = await waiting;
    expect([code, stderr]).toEqual([1, "error: cancelled; no file was written\n"]);
  });

  it("is no failure for a reader that stops early", async () => {
    const { code, stderr } = await startSeqcast(["models", "lstm"], { onStart: (child) => child.stdout!.destroy() });
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("prints help and version", async () => {
    expect((await startSeqcast(["--version"])).stdout).toBe(`${version}\n`);
    const { code, stdout } = await startSeqcast(["forecast", "--help"]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("seqcast forecast datasets/electricity-demand.csv") as string,
    ]);
  });
});
