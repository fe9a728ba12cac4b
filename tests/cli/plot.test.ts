import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, startSeqcast } from "./built.ts";
import { line, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
const passengers = line("datasets/air-passengers.csv --time timestamp --target passengers");
const history = ["--history", ...passengers];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-plot-"));
  await build();
  for (const [model, out] of [
    ["naive", "naive.csv"],
    ["seasonal-naive", "seasonal.jsonl"],
  ] as const) {
    const words = ["--horizon", "12", "--model", model, "--quiet", "--out", path(out)];
    expect((await seqcast(["forecast", ...passengers, ...words])).code).toBe(0);
  }
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

const numbersOf = (page: string): string[] => page.match(/-?\d+\.\d{6,}/g)!;

describe("plot", () => {
  it("draws the page that forecast draws, but for the model's name", async () => {
    const plotted = await startSeqcast(["plot", path("naive.csv"), ...history, "--unit", "k", "--out", path("p.html")]);
    expect(plotted).toMatchObject({ code: 0, stdout: `wrote ${path("p.html")} (plot): 1 series, 1 forecast\n` });
    const words = ["--horizon", "12", "--model", "naive", "--quiet", "--unit", "k", "--plot", path("f.html")];
    await seqcast(["forecast", ...passengers, ...words]);
    const [own, expected] = await Promise.all(["p.html", "f.html"].map((name) => readFile(path(name), "utf8")));
    expect(numbersOf(own!)).toEqual(numbersOf(expected!));
    expect(own).toContain("Forecast of passengers");
  });

  it("draws on the ground that --theme names, as every command with a plot does", async () => {
    const themed = ["plot", ...history, "--quiet", "--theme", "dark", "--out", path("dark.svg")];
    expect((await seqcast(themed)).code).toBe(0);
    expect(await readFile(path("dark.svg"), "utf8")).toContain('fill="#14171B"');
    const forecast = ["forecast", ...passengers, ...line("--horizon 12 --model naive --quiet --theme dark --plot")];
    expect((await seqcast([...forecast, path("dark.html")])).code).toBe(0);
    expect(await readFile(path("dark.html"), "utf8")).toContain('<meta name="color-scheme" content="dark">');
    const backtest = ["backtest", ...passengers, ...line("--horizon 12 --models naive --quiet --theme dark --plot")];
    expect((await seqcast([...backtest, path("back.svg")])).code).toBe(0);
    expect(await readFile(path("back.svg"), "utf8")).toContain('fill="#14171B"');
    const inspect = ["inspect", passengers[0]!, ...line("--theme dark --plot"), path("looked.svg")];
    expect((await seqcast(inspect)).code).toBe(0);
    expect(await readFile(path("looked.svg"), "utf8")).toContain('fill="#14171B"');
    const sepia = await seqcast(["plot", ...history, "--theme", "sepia", "--out", path("sepia.svg")]);
    expect([sepia.code, sepia.stderr]).toEqual([2, expect.stringContaining("light, dark") as string]);
  });

  it("draws several forecasts together, each called by its file", async () => {
    const words = ["plot", path("naive.csv"), path("seasonal.jsonl"), ...history, "--out", path("two.html"), "--json"];
    const { code, stdout } = await startSeqcast(words);
    const { command, title, series, forecasts, written } = JSON.parse(stdout);
    expect([code, command, series, forecasts, written.out]).toEqual([0, "plot", 1, 2, path("two.html")]);
    expect(title).toBe("Forecast of passengers by naive and seasonal");
  });

  it("draws a forecast without its history, and a history without a forecast", async () => {
    const alone = await seqcast(["plot", path("naive.csv"), "--out", path("alone.html"), "--title", "Ahead"]);
    expect(alone.code).toBe(0);
    expect(await readFile(path("alone.html"), "utf8")).toContain("Ahead");
    const bare = await seqcast(["plot", ...history, "--quiet", "--out", path("bare.html")]);
    expect(bare.stdout).toBe(`wrote ${path("bare.html")} (plot): 1 series, 0 forecasts\n`);
  });

  it("has no history in a plot without one, and the clock that the file's times are on", async () => {
    const flags = line("--horizon 12 --model naive --quiet --timezone Europe/Paris");
    const demand = line("datasets/electricity-demand.csv --time timestamp --target demand");
    await seqcast(["forecast", ...demand, ...flags, "--out", path("paris.csv")]);
    const panelOf = async (...words: string[]) => {
      await seqcast(["plot", path("paris.csv"), ...words, "--out", path("paris.html")]);
      const page = await readFile(path("paris.html"), "utf8");
      const { panels } = JSON.parse(/id="plot">(.*?)<\/script>/s.exec(page)![1]!);
      return panels[0];
    };
    const own = await panelOf();
    expect(own.legend.map(({ kind }: { kind: string }) => kind)).toEqual(["forecast", "band", "band"]);
    expect([own.cutoffs, own.packed.times.count, own.options.axes[0].label]).toEqual([[], 12, "time (UTC+2)"]);
    expect((await panelOf("--timezone", "Europe/Paris")).options.axes[0].label).toBe("time (Europe/Paris)");
  });

  it("draws those of many series that are forecast", async () => {
    const flags = line("--time day --target sales --id shop");
    const out = ["--out", path("north.csv")];
    const only = smallCsv()
      .split("\n")
      .filter((row) => !row.includes("south"))
      .join("\n");
    const naive = line("--horizon 2 --model naive --quiet");
    expect((await seqcast(["forecast", "-", ...flags, ...naive, ...out], { stdin: only })).code).toBe(0);
    const words = ["plot", path("north.csv"), "--history", "-", ...flags, "--quiet", "--out", path("north.html")];
    const { stdout } = await seqcast(words, { stdin: smallCsv() });
    expect(stdout).toContain("1 series, 1 forecast");
    const other = await seqcast(["plot", path("north.csv"), ...history, "--quiet", "--out", path("x.html")]);
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringContaining("series that are forecast: north") as string,
    ]);
  });

  it("refuses nothing to draw, a history that it cannot read, a file that is no forecast and paths that are no plot", async () => {
    const out = ["--out", path("never.html")];
    for (const [words, message] of [
      [out, "a forecast file, or a history"],
      [["--history", "datasets/air-passengers.csv", ...out], "--time and --target beside it"],
      [["datasets/air-passengers.csv", ...out], "a forecast: id,timestamp,channel,forecast"],
      [[path("naive.csv")], "missing required option --out"],
      [[path("naive.csv"), "--out", path("never.pdf")], "error: option --out"],
      [[path("naive.csv"), "--out", "-"], "plots are files"],
      [[path("naive.csv"), "--out", path("naive.csv")], "which the input is already"],
    ] as const) {
      const { code, stdout, stderr } = await seqcast(["plot", ...words]);
      expect([code, stdout, stderr.replaceAll(/\s+/g, " ")]).toEqual([
        2,
        "",
        expect.stringContaining(message) as string,
      ]);
    }
    expect((await readdir(folder)).filter((name) => name.startsWith("never"))).toEqual([]);
  });
});
