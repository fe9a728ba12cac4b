import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { line, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
let file = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-backtest-"));
  file = join(folder, "small.csv");
  await writeFile(file, smallCsv());
});
afterAll(() => rm(folder, { recursive: true }));

const columns = line("--time day --target sales --id shop --horizon 7");
const statistical = line("--models naive,seasonal-naive --season-length 7 --folds 2");

/** What the notes below the leaderboard say of naive. */
const noteOf = async (...extra: string[]): Promise<string> => {
  const { stdout } = await seqcast(["backtest", file, ...columns, ...statistical, ...extra]);
  return / naive: .*? chance| naive: .*? cases/.exec(stdout.replace(/\s+/g, " "))![0];
};

describe("backtest", () => {
  it("ranks models best first, marks the best of each column and says what the numbers mean", async () => {
    const { code, stdout, stderr } = await seqcast(["backtest", file, ...columns, ...statistical]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Backtest of 2 series: 7 steps ahead from 2 cutoffs\n\n {3}model +mae +rmse +mase +smape\n1 {2}seasonal-naive +\S+\* +\S+\* +\S+\* +\S+\*\n2 {2}naive /,
    );
    expect(stdout).toContain("* best of its column, ordered by mae; means over 2 cutoffs, 2 series\n");
    expect(stdout).toContain("cutoffs from 2024-02-15 to 2024-02-22, 7 rows apart; models fitted once, on the");
    expect(stdout).toContain("mase is scaled by the seasonal naive error with a season of 7 rows\n");
    expect(stderr).toContain("8 forecasts from 2 fits in ");
  });

  it("scores what is asked for: metrics, steps, refits", async () => {
    const out = join(folder, "scores.csv");
    const words = [
      ...columns,
      ...statistical,
      ...line("--metrics ME,mae --steps --refit every --stride 3"),
      "--out",
      out,
      "--plot",
      join(folder, "p.html"),
    ];
    const { code, stdout, stderr } = await seqcast(["backtest", file, ...words]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/model +me +mae\n/);
    expect(stdout).toContain("3 rows apart; models fitted anew at each cutoff");
    expect(stdout).not.toContain("mase");
    expect(stdout).toMatch(/\nwrote .*scores\.csv \(128 scores\) and .*p\.html \(plot\)\n$/);
    expect(stderr).toContain("from 4 fits");
    const rows = (await readFile(out, "utf8")).trimEnd().split("\n");
    expect(rows[0]).toBe("model,id,channel,cutoff,step,metric,value");
    expect(rows).toHaveLength(129);
    expect(await readFile(join(folder, "p.html"), "utf8")).toContain("<html");
  });

  it("prints one JSON document with leaderboard and scores", async () => {
    const { stdout } = await seqcast(["backtest", file, ...columns, ...statistical, "--json"]);
    const { command, options, leaderboard, scores, written } = JSON.parse(stdout);
    expect([command, written]).toEqual(["backtest", { out: null, plot: null, report: null }]);
    expect(options).toMatchObject({
      horizon: 7,
      folds: 2,
      stride: 7,
      refit: "never",
      seasonLength: 7,
      metrics: ["mae", "rmse", "mase", "smape"],
    });
    expect(leaderboard.map(({ model }: { model: string }) => model)).toEqual(["seasonal-naive", "naive"]);
    expect(scores).toHaveLength(2 * 2 * 2 * 4);
    expect(scores[0]).toMatchObject({
      model: "naive",
      id: "north",
      channel: "sales",
      cutoff: "2024-02-15",
      step: null,
      metric: "mae",
    });
  });

  it("compares seasonal-naive and highway-rnn unless told otherwise, and gives options to the models that have them", async () => {
    const tiny = line("--epochs 1 --context 7 --set stepsPerEpoch=2 --seed 2");
    const { code, stdout } = await seqcast(["backtest", file, ...columns, ...tiny]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d {2}highway-rnn /m);
    expect(stdout).toMatch(/^\d {2}seasonal-naive /m);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "a season of 1 row (the naive forecast; set --season-length for another)",
    );
  });

  it("takes --season-length for mase even where no model has it, and 0 as none", async () => {
    const naive = await seqcast(["backtest", file, ...columns, ...line("--models naive --season-length 7")]);
    expect([naive.code, naive.stdout]).toEqual([0, expect.stringContaining("a season of 7 rows") as string]);
    const none = await seqcast(["backtest", file, ...columns, ...line("--models naive --season-length 0 --json")]);
    expect(JSON.parse(none.stdout).options.seasonLength).toBe(1);
  });

  it("tells where a metric is undefined", async () => {
    const flat = `t,y\n${Array.from({ length: 30 }, (_, i) => `2024-01-${String(i + 1).padStart(2, "0")},${i < 25 ? 5 : i}`).join("\n")}\n`;
    const { code, stdout } = await seqcast(
      ["backtest", "-", ...line("--time t --target y --horizon 5 --models naive")],
      { stdin: flat },
    );
    expect(code).toBe(0);
    expect(stdout).toContain("mase is undefined in 1 of 1 scores, which its means leave out");
    expect(stdout).toMatch(/^1 {2}naive .* - /m);
  });

  it.each([
    [
      "a metric that does not exist",
      "--metrics mea",
      /option --metrics\n {2}expected: one of the metrics mae, rmse, mase, smape, mse, me, [^]*\n {2}remedy: {3}did you mean/,
    ],
    [
      "a model that does not exist",
      "--models naive,lsmt",
      /option --models\n {2}expected: one of the models [\s\S]*\n {2}remedy: {3}did you mean lstm\?/,
    ],
    [
      "an option that no model has",
      "--models naive,seasonal-naive --epochs 3",
      /an option of naive, seasonal-naive: horizon, seasonLength/,
    ],
    ["too many folds", "--models naive --folds 50", /at least \d+ rows/],
    ["an unknown refit", "--refit sometimes", /Allowed choices are never, every/],
    ["a stride of 0", "--stride 0", /whole number of at least 1/],
  ])("refuses %s", async (_, extra, message) => {
    const { code, stdout, stderr } = await seqcast(["backtest", file, ...columns, ...line(extra)]);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("fits anew at every so many cutoffs, on the last rows, with a gap, and says so", async () => {
    const extra = line("--models naive --folds 4 --refit 2 --gap 1 --train-length 20 --metrics wape,coverage-80");
    const { code, stdout, stderr } = await seqcast(["backtest", file, ...columns, ...extra]);
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "models fitted anew at every 2 cutoffs, on the last 20 rows, but the 1 row before the cutoff",
    );
    expect(stderr).toContain("from 2 fits in");
  });

  it("keeps the scores of a cancelled run, and --resume ends with the same file", async () => {
    const [whole, part] = [join(folder, "whole.csv"), join(folder, "part.csv")];
    const words = ["backtest", file, ...columns, ...line("--models naive,lstm --folds 3 --refit every --epochs 1")];
    await seqcast([...words, "--out", whole]);
    const controller = new AbortController();
    const stopped = seqcast([...words, "--out", part], {
      signal: controller.signal,
      isTTY: true,
      onStderr: (text) => text.includes("fit 5/6") && controller.abort(),
    });
    const { code, stderr } = await stopped;
    expect(code).toBe(1);
    expect(stderr.replace(/\s+/g, " ")).toMatch(
      /cancelled in backtest, after 4 of 6 fits; \d+ scores so far are in .*part.csv; --resume goes on from them/,
    );
    expect((await readFile(part, "utf8")).length).toBeLessThan((await readFile(whole, "utf8")).length);
    const resumed = await seqcast([...words, "--out", part, "--resume"]);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain("from 2 fits");
    expect(await readFile(part, "utf8")).toBe(await readFile(whole, "utf8"));
  });

  it("holds each model against the baseline, and says how sure that is", async () => {
    expect(await noteOf("--folds", "4")).toMatch(
      /^ naive: [\d,]+ % more mae than seasonal-naive \(95 % of resamples: between [\d,]+ % and [\d,]+ % more\); best in 0 of 8 cases$/,
    );
    expect(await noteOf()).toMatch(/; best in 0 of 4 cases: too few to tell whether that is chance$/);
    expect(await noteOf("--folds", "4", "--stride", "3")).toMatch(
      /; best in 0 of 8 cases, which overlap in blocks of 3: too few to tell whether that is chance$/,
    );
  });

  it("prints the interval that the report prints, also where horizons overlap", async () => {
    const report = join(folder, "same.html");
    const words = ["backtest", file, ...columns, ...statistical, ...line("--folds 9 --stride 3")];
    const alone = await seqcast(words);
    const { stdout } = await seqcast([...words, "--report", report]);
    expect(stdout.startsWith(alone.stdout)).toBe(true);
    const [, own] = /95 % of resamples: ([^)]*)\)/.exec(stdout.replace(/\s+/g, " "))!;
    const shown = (await readFile(report, "utf8")).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    const [, reported] = /in 95 % of resamples of the 18 cases its error is (.*?) than that of seasonal-naive/.exec(
      shown,
    )!;
    expect(own).toBe(reported);
  });

  it("counts rows by --weight in the scores and says so, unless --unweighted", async () => {
    const csv = smallCsv().replace(/^(.*),size$/m, "$1,size,trust").replace(/^(\d.*)$/gm, (row, _, at) => `${row},${at % 3}`); // prettier-ignore
    const run = async (...extra: string[]) => {
      const words = ["backtest", "-", ...columns, ...statistical, "--json", "--quiet", ...extra];
      return JSON.parse((await seqcast(words, { stdin: csv })).stdout).scores as { value: number }[];
    };
    const [plain, weighted] = [await run(), await run("--weight", "trust")];
    expect(weighted).toHaveLength(plain.length);
    expect(weighted).not.toEqual(plain);
    expect(await run("--weight", "trust", "--unweighted")).toEqual(plain);
    const words = ["backtest", "-", ...columns, ...statistical, "--weight", "trust"];
    const { stdout } = await seqcast(words, { stdin: csv });
    expect(stdout).toContain("steps count by the weights of their rows (--unweighted counts them alike)\n");
    expect((await seqcast([...words, "--unweighted"], { stdin: csv })).stdout).not.toContain("weights of their rows");
  });

  it("says when the network of a highway stayed silent, in the table and in the report", async () => {
    const report = join(folder, "silent.html");
    const words = ["backtest", "-", ...line("--time day --target sales --id shop --horizon 7 --folds 2 --refit every")];
    const models = line("--models naive,highway-rnn --epochs 1");
    const { stdout } = await seqcast([...words, ...models, "--report", report], { stdin: smallCsv(28) });
    const note =
      "highway-rnn is its ridge alone: its network did not do better on held-back rows, or rows were too few";
    expect(stdout.replace(/\s+/g, " ")).toContain(note);
    expect((await readFile(report, "utf8")).replace(/\s+/g, " ")).toContain(`${note}.`);
  });

  it("holds many models against the baseline in a table", async () => {
    const words = line("--models naive,seasonal-naive,mean,drift,ses,holt --horizon 3 --folds 2 --quiet");
    const { stdout } = await seqcast(["backtest", file, ...columns, ...words]);
    expect(stdout).toMatch(/^beside seasonal-naive +mae +95 % of resamples +best in$/m);
    expect(stdout.match(/^\S+ +[\d.,]+ % (less|more) +(.*)[01234] of \d cases$/gm)).toHaveLength(5);
  });

  it("tells which model failed, and of what", async () => {
    const short = `t,y\n${Array.from({ length: 9 }, (_, i) => `2024-01-${String(i + 1).padStart(2, "0")},${i}`).join("\n")}\n`;
    const words = line("--time t --target y --horizon 2 --models naive,seasonal-naive --set seasonLength=8");
    const { code, stdout } = await seqcast(["backtest", "-", ...words], { stdin: short });
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      'seasonal-naive failed at 1 forecast: seasonal-naive.fit: series "y":',
    );
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "seasonal-naive lacks 1 case that others have, so that it ranks behind models with all cases",
    );
  });

  it("refuses to --resume from scores of other forecasts, and leaves them as they are", async () => {
    const out = join(folder, "foreign.csv");
    const words = ["backtest", file, ...columns, "--folds", "2", "--out", out];
    await seqcast([...words, ...line("--models naive,mean --horizon 3")]);
    const before = await readFile(out, "utf8");
    for (const other of ["--models naive,mean --horizon 2", "--models naive --horizon 3"]) {
      const { code, stderr } = await seqcast([...words, ...line(other), "--resume"]);
      expect([code, stderr]).toEqual([2, expect.stringContaining("give the options of the earlier run") as string]);
      expect(await readFile(out, "utf8")).toBe(before);
    }
    const { code, stderr } = await seqcast([...words, ...line("--models naive,mean,drift --horizon 3"), "--resume"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("scores taken over") as string]);
  });

  it("refuses --resume without a file", async () => {
    const { code, stderr } = await seqcast(["backtest", file, ...columns, ...statistical, "--resume"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("option --resume") as string]);
  });
});
