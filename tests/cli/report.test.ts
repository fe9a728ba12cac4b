import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, startSeqcast } from "./built.ts";
import { line, smallCsv } from "./terminal.ts";

let folder = "";
let file = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-cli-report-"));
  file = path("small.csv");
  await writeFile(file, smallCsv());
  await build();
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

const columns = line("--time day --target sales --id shop --horizon 7");
const text = (html: string): string => html.replace(/<script[\s\S]*?<\/script>/g, "").replace(/<[^>]*>/g, " ");

describe("--report", () => {
  it("of a backtest holds verdict, data, leaderboard, plots, options and the command that makes it again", async () => {
    const words = ["backtest", file, ...columns, ...line("--models naive,seasonal-naive --season-length 7 --folds 3")];
    const { code, stdout, stderr } = await startSeqcast([...words, "--quiet", "--report", path("b.html")]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`\nwrote ${path("b.html")} (report)\n`);
    const page = await readFile(path("b.html"), "utf8");
    const shown = text(page).replace(/\s+/g, " ");
    for (const part of [
      "Backtest of sales of 2 series",
      "No model beats the baseline seasonal-naive",
      "SHA-256 of all values: ",
      "best in",
      "Residuals of seasonal-naive",
      "covered",
      "refit never",
      "Node.js",
      "seqcast backtest ",
      "--models naive,seasonal-naive",
    ])
      expect(shown).toContain(part);
    expect(page).toContain("default-src &#39;none&#39;".replaceAll("&#39;", "'"));
  });

  it("of a forecast holds what is expected, and the seed", async () => {
    const words = line(
      "--model lstm --epochs 1 --context 7 --set stepsPerEpoch=2 --seed 5 --unit boxes --json --quiet",
    );
    const { code, stdout } = await startSeqcast(["forecast", file, ...columns, ...words, "--report", path("f.html")]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).written).toEqual({ out: null, plot: null, report: path("f.html"), save: null });
    const shown = text(await readFile(path("f.html"), "utf8")).replace(/\s+/g, " ");
    expect(shown).toContain("Forecast of sales of 2 series");
    expect(shown).toContain("seeds lstm 5");
    expect(shown).toContain("--report ");
  });

  it("shows a column that is markup as text", async () => {
    const evil = "<script>alert(1)</script>";
    const rows = Array.from({ length: 30 }, (_, i) => `2024-01-${String(i + 1).padStart(2, "0")},${i % 7}`);
    await writeFile(path("evil.csv"), `t,${evil}\n${rows.join("\n")}\n`);
    const words = ["forecast", path("evil.csv"), "--time", "t", "--target", evil, ...line("--horizon 2 --model naive")];
    const { code } = await startSeqcast([...words, "--report", path("evil.html")]);
    expect(code).toBe(0);
    const page = await readFile(path("evil.html"), "utf8");
    expect(page).not.toContain(evil);
    expect(text(page)).toContain("--target &#39;&lt;script&gt;alert(1)&lt;/script&gt;&#39;");
  });

  it("is refused before any work where it is no page, or where another file stands", async () => {
    for (const [extra, message] of [
      [["--report", path("r.png")], "a report is a page: end its path in .html"],
      [["--report", path("r.html"), "--plot", path("r.html")], "which --plot is already"],
      [["--report", "-"], "only --out can be written there"],
    ] as const) {
      const { code, stdout, stderr } = await startSeqcast(["backtest", file, ...columns, ...extra]);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(message);
    }
    expect(await readdir(folder)).not.toContain("r.html");
  });

  it("after Ctrl-C and --resume: the same scores file as of a run that was let go on, and a report of all of them", async () => {
    const demand = line(
      "datasets/electricity-demand.csv --time timestamp --target demand --horizon 24 --train-length 1500",
    );
    const models = line("--models naive,lstm --folds 4 --refit every --epochs 30 --context 48 --seed 1");
    const words = ["backtest", ...demand, ...models];
    const whole = await startSeqcast([...words, "--out", path("whole.csv"), "--report", path("whole.html")]);
    expect(whole.code).toBe(0);
    const partial = [...words, "--out", path("part.csv"), "--report", path("part.html")];
    const stopped = await startSeqcast(partial, {
      onStart: (child) =>
        child.stderr!.on(
          "data",
          (chunk: Buffer) => chunk.includes("no missing") && setTimeout(() => child.kill("SIGINT"), 900),
        ),
    });
    expect(stopped.code).toBe(1);
    expect(stopped.stderr.replace(/\s+/g, " ")).toMatch(
      /error: cancelled in backtest, after [1-7] of 8 fits; \d+ scores so far are in .*part.csv; --resume goes on/,
    );
    expect(await readdir(folder)).not.toContain("part.html");
    const resumed = await startSeqcast([...partial, "--resume"]);
    expect(resumed.code).toBe(0);
    expect(await readFile(path("part.csv"), "utf8")).toBe(await readFile(path("whole.csv"), "utf8"));
    const pages = await Promise.all(["part.html", "whole.html"].map((name) => readFile(path(name), "utf8")));
    const verdicts = pages.map((page) => /<p class="verdict.*<\/p>/.exec(page)?.[0]);
    expect(verdicts[0]).toBe(verdicts[1]);
    expect(text(pages[0]!)).toMatch(/\d+ of 8 forecasts were made by an earlier run/);
    expect(text(pages[0]!)).not.toContain("--resume");
  }, 120_000);

  it("is made from scores alone where --resume finds all of them; --plot is refused then, with the remedy", async () => {
    const words = ["backtest", file, ...columns, ...line("--models naive,seasonal-naive --season-length 7 --folds 3")];
    const out = ["--out", path("done.csv")];
    await startSeqcast([...words, ...out, "--quiet"]);
    const scores = await readFile(path("done.csv"), "utf8");
    const report = await startSeqcast([...words, ...out, "--resume", "--report", path("done.html")]);
    expect([report.code, report.stderr]).toEqual([0, expect.stringContaining("0 forecasts from 0 fits") as string]);
    expect(text(await readFile(path("done.html"), "utf8"))).toContain("12 of 12 forecasts were made by an earlier run");
    const plot = await startSeqcast([...words, ...out, "--resume", "--plot", path("done.svg"), "--report", path("no.html")]); // prettier-ignore
    expect([plot.code, plot.stdout]).toEqual([2, ""]);
    expect(plot.stderr.replace(/\s+/g, " ")).toMatch(
      /option --plot .*done.svg expected: forecasts of this run found: none: --out holds the scores of all .* leave out --resume to make them again/,
    );
    expect(await readdir(folder)).not.toContain("done.svg");
    expect(await readdir(folder)).not.toContain("no.html");
    expect(await readFile(path("done.csv"), "utf8")).toBe(scores);
    const lines = scores.split("\n");
    await writeFile(path("done.csv"), `${lines.slice(0, lines.length - 5).join("\n")}\n`);
    const rest = await startSeqcast([...words, ...out, "--resume", "--plot", path("done.svg")]);
    expect(rest.code).toBe(0);
    expect(rest.stderr).toContain("11 of 12 forecasts were made by an earlier run: the plot shows the others\n");
    expect(await readdir(folder)).toContain("done.svg");
    expect(await readFile(path("done.csv"), "utf8")).toBe(scores);
  });
});
