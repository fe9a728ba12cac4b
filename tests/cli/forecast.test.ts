import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { line, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
let file = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-forecast-"));
  file = join(folder, "small.csv");
  await writeFile(file, smallCsv());
});
afterAll(() => rm(folder, { recursive: true }));

const columns = line("--time day --target sales --id shop --horizon 7");
const tiny = line("--epochs 1 --context 7 --set stepsPerEpoch=2 --set hidden-size=4");
const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** What `--json` prints, as far as it is looked at here. */
interface Printed {
  readonly model: string;
  readonly series: readonly { readonly forecast: readonly Step[] }[];
}

const stepsOf = ({ series }: Printed): Step[] => series.flatMap(({ forecast }) => forecast);

describe("forecast", () => {
  it("prints a readable table of each series", async () => {
    const { code, stdout } = await seqcast(["forecast", file, ...columns, ...line("--model naive --levels 90")]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Forecast of 2 series by naive: 7 steps of 1d after 2024-02-29\n\nnorth, sales\ntimestamp +forecast +lo-90 +hi-90\n2024-03-01 /,
    );
    expect(stdout).toContain("\n\nsouth, sales\n");
    expect(stdout.match(/^2024-03-\d\d /gm)).toHaveLength(14);
  });

  it("measures intervals for --intervals and leaves the forecast as it is", async () => {
    const run = (more: string) =>
      seqcast(["forecast", file, ...columns, ...line(`--model naive --levels 90 --json ${more}`)]);
    const [own, same, measured] = await Promise.all(["", "--intervals own", "--intervals quantile"].map(run));
    expect(same!.stdout).toBe(own!.stdout);
    const [plain, other] = [own!, measured!].map(({ stdout }) => JSON.parse(stdout) as Printed);
    expect(other!.model).toBe("naive-quantile");
    expect(stepsOf(other!).map(({ forecast }) => forecast)).toEqual(stepsOf(plain!).map(({ forecast }) => forecast));
    expect(stepsOf(other!)[0]!.intervals).not.toEqual(stepsOf(plain!)[0]!.intervals);
    const wrong = await seqcast(["forecast", file, ...columns, ...line("--model naive --intervals luck")]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("own, adaptive, split, quantile, bootstrap");
  });

  it("leaves out the middle of a long table and all but six tables", async () => {
    const long = await seqcast([
      "forecast",
      file,
      ...line("--time day --target sales --id shop --horizon 40 --model naive"),
    ]);
    expect(long.stdout).toContain("\n… 26 more\n");
    expect(long.stdout.match(/^2024-\d\d-\d\d /gm)).toHaveLength(28);
    const wide = await seqcast([
      "forecast",
      file,
      ...line("--time day --target sales,visits,plan,size --id shop --horizon 2 --model naive"),
    ]);
    expect(wide.stdout).toContain("… and 2 more tables: --out writes all of them\n");
    expect(wide.stdout).toContain("\nnorth, visits\n");
  });

  it("writes the CSV to standard output for --out -, and nothing else", async () => {
    const { code, stdout } = await seqcast([
      "forecast",
      file,
      ...columns,
      ...line("--model naive --levels 90 --out -"),
    ]);
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toBe("id,timestamp,channel,forecast,lo-90,hi-90");
    expect(stdout.trimEnd().split("\n")).toHaveLength(15);
    for (const wrong of ["--out - --json", "--plot -", "--save -"]) {
      const refused = await seqcast(["forecast", file, ...columns, ...line(`--model naive ${wrong}`)]);
      expect(refused.code).toBe(2);
      expect(refused.stdout).toBe("");
      expect(refused.stderr).toContain('"-", standard output');
    }
  });

  it("writes the forecast, a plot and the model, and says so in one line", async () => {
    const [out, plot, save] = ["f/f.csv", "f/f.html", "f/f.model"].map((name) => join(folder, name));
    const { code, stdout } = await seqcast([
      "forecast",
      file,
      ...columns,
      ...tiny,
      "--out",
      out!,
      "--plot",
      plot!,
      "--save",
      save!,
      "--unit",
      "pieces",
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `wrote ${out} (14 rows), ${plot} (plot) and ${save} (model): forecast of 2 series by highway-rnn: 7 steps of 1d after 2024-02-29\n`,
    );
    const rows = (await readFile(out!, "utf8")).trimEnd().split("\n");
    expect(rows[0]).toBe("id,timestamp,channel,forecast,lo-80,hi-80,lo-95,hi-95");
    expect(rows).toHaveLength(15);
    expect(await readFile(plot!, "utf8")).toContain("pieces");
    expect(await readdir(join(folder, "f"))).toHaveLength(3);
  });

  it("writes the plot as a picture where its path ends so", async () => {
    for (const [name, first] of [
      ["p.png", "\x89PNG"],
      ["p.svg", "<?xml"],
    ] as const) {
      const plot = join(folder, name);
      const words = line("--model seasonal-naive --season-length 7 --quiet");
      const { code, stderr } = await seqcast(["forecast", file, ...columns, ...words, "--plot", plot]);
      expect([code, stderr]).toEqual([0, ""]);
      expect((await readFile(plot, "latin1")).startsWith(first)).toBe(true);
    }
  });

  it("prints one JSON document that holds the same numbers as the file", async () => {
    const out = join(folder, "json.csv");
    const { code, stdout, stderr } = await seqcast([
      "forecast",
      file,
      ...columns,
      ...line("--model seasonal-naive --season-length 7 --json --quiet"),
      "--out",
      out,
    ]);
    const document = JSON.parse(stdout);
    expect([code, stderr]).toEqual([0, ""]);
    expect(Object.keys(document)).toEqual(["command", "model", "options", "series", "written"]);
    expect(document).toMatchObject({
      command: "forecast",
      model: "seasonal-naive",
      options: { horizon: 7, seasonLength: 7 },
    });
    expect(document.written).toEqual({ out, plot: null, report: null, save: null });
    expect(document.series[0]).toMatchObject({
      id: "north",
      channels: ["sales"],
      cutoff: "2024-02-29",
      frequency: "1d",
      levels: [80, 95],
    });
    const cells = document.series.flatMap(({ id, forecast }: { id: string; forecast: Step[] }) =>
      forecast.map(({ timestamp, channel, forecast: middle, intervals }) =>
        [id, timestamp, channel, middle, ...intervals.flatMap(({ lo, hi }) => [lo, hi])].join(","),
      ),
    );
    expect((await readFile(out, "utf8")).trimEnd().split("\n").slice(1)).toEqual(cells);
  });

  it("tells on standard error what was found and chosen, and nothing with --quiet", async () => {
    const { stderr } = await seqcast(["forecast", file, ...columns, ...line("--model seasonal-naive")]);
    expect(stderr).toMatch(/small\.csv: 2 series of 60 rows, 2024-01-01 to 2024-02-29, frequency 1d \(inferred\)\n/);
    expect(stderr).toMatch(/small\.csv: no missing values\n/);
    expect(stderr).toMatch(/seasonal-naive: season 7 rows \(chosen; --season-length sets it\)\n/);
    expect((await seqcast(["forecast", file, ...columns, ...line("--model naive --quiet")])).stderr).toBe("");
  });

  it("keeps the history in the model where --keep says so, which needs --save", async () => {
    const naive = line("--model naive --quiet --keep all");
    const none = await seqcast(["forecast", file, ...columns, ...naive]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("--save beside it") as string]);
    const save = ["--save", join(folder, "kept"), "--out", join(folder, "k.csv")];
    expect((await seqcast(["forecast", file, ...columns, ...naive, ...save])).code).toBe(0);
    const updated = await seqcast(["update", join(folder, "kept"), file, "--quiet", "--out", join(folder, "u.csv")]);
    expect(updated.code).toBe(0);
    expect(await readFile(join(folder, "u.csv"), "utf8")).toBe(await readFile(join(folder, "k.csv"), "utf8"));
  });

  it("sets the result apart from the notes where both are seen on one terminal", async () => {
    const words = ["forecast", file, ...columns, ...line("--model naive --no-preview")];
    const [seen, piped] = [await seqcast(words, { isTTY: true, env: { NO_COLOR: "1" } }), await seqcast(words)];
    expect(seen.stderr).toMatch(/fitted in .*\n\n$/);
    expect(piped.stderr).toMatch(/fitted in .*[^\n]\n$/);
    expect(seen.stdout).toBe(piped.stdout);
  });

  it("counts missing rows and values, and reads words for missing values", async () => {
    const gappy = smallCsv()
      .replace("2024-01-05,north,141.5", "2024-01-05,north,n/a")
      .replace(/^2024-01-09,south.*\n/m, "");
    const words = [
      "forecast",
      "-",
      ...line("--time day --target sales --past visits --id shop --horizon 2 --model naive"),
    ];
    const refused = await seqcast(words, { stdin: gappy });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('error: standard input line 10 column "sales"\n');
    expect(refused.stderr).toContain("pass --missing n/a to read it as missing");
    const read = await seqcast([...words, "--missing", "n/a,null"], { stdin: gappy });
    expect(read.stderr).toContain(
      "standard input: 2 of 120 values of sales are missing, 1 of 120 values of visits are missing\n",
    );
    expect(read.code).toBe(0);
  });

  it("gives the same bytes for the same command", async () => {
    const paths = ["one.csv", "two.csv"].map((name) => join(folder, name));
    for (const out of paths)
      await seqcast(["forecast", file, ...columns, ...tiny, ...line("--seed 3 --model gru"), "--out", out]);
    const [first, second] = await Promise.all(paths.map((path) => readFile(path, "utf8")));
    expect(first!.length).toBeGreaterThan(500);
    expect(first).toBe(second);
  });

  it.each([
    [
      "an unknown model",
      "--model ltsm",
      /option --model\n {2}expected: one of the models [\s\S]*\n {2}found: {4}"ltsm"\n {2}remedy: {3}did you mean lstm\?/,
    ],
    [
      "an option that the model lacks",
      "--model naive --epochs 3",
      /option --epochs\n {2}expected: an option of naive: horizon\n.*\n.*choose a model that has it: highway-rnn, rnn, lstm, gru/,
    ],
    ["a slip in --set", "--set hidenSize=3", /did you mean --set hiddenSize\?/],
    ["a --set without a value", "--set hiddenSize", /expected: name=value/],
    ["an option given twice", "--epochs 3 --set epochs=4", /every option once/],
    [
      "a value outside its range",
      "--set dropout=2",
      /option --set dropout of highway-rnn\n {2}expected: a number of at least 0 and below 1/,
    ],
    ["a word for a number", "--set hiddenSize=big", /found: {4}"big"/],
    [
      "a wrong horizon",
      "--horizon 0",
      /'--horizon <steps>' argument '0' is invalid\. Expected a whole number of at least 1\./,
    ],
    ["a fraction of a step", "--horizon 1.5", /whole number of at least 1/],
    ["a level outside its range", "--levels 80,100", /percentages of at least 1 and below 100/],
    ["a level as a share, before anything is fitted", "--levels 0.8", /percentages of at least 1 and below 100/],
    ["an empty name in a list", "--past a,,b", /names between commas/],
    ["an unknown option", "--horizont 3", /unknown option '--horizont'\n\(Did you mean --horizon\?\)/],
    ["a wrong column", "--target sale", /did you mean --target sales\?/],
    [
      "a plot that is no page",
      "--plot p.pdf",
      /option --plot\n {2}expected: a path ending in \.html, \.png or \.svg\n {2}found: {4}"\.pdf"/,
    ],
    ["a plot without an ending", "--plot p", /without an ending/],
    ["one path for two files", "--out a.html --plot a.html", /which --out is already/],
    ["a path with a file for a folder", "--out package.json/f.csv", /which is no folder/],
    ["a folder for a file", "--save src", /a path that can be written\n {2}found: {4}a folder/],
    ["a frequency that does not exist", "--frequency 1m", /write "1min" or "1mo"/],
    ["a horizon that is too long", "--horizon 100", /at least \d+ rows/],
  ])("refuses %s with exit code 2, nothing on standard output and no stack", async (_, extra, message) => {
    const { code, stdout, stderr } = await seqcast(["forecast", file, ...columns, ...line(extra)]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^(.*: .*\n)*error: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("refuses to write over its input, and a missing file", async () => {
    const over = await seqcast(["forecast", file, ...columns, "--out", file]);
    expect([over.code, over.stderr]).toEqual([2, expect.stringContaining("which the input is already") as string]);
    const missing = await seqcast(["forecast", "nowhere.csv", ...columns, "--json"]);
    expect([missing.code, missing.stdout]).toEqual([2, ""]);
    expect(missing.stderr).toContain("error: nowhere.csv\n  expected: a readable file\n  found:    no such file\n");
  });

  it("names all required options that are missing at once", async () => {
    const { code, stderr } = await seqcast(["forecast", file, "--target", "sales"]);
    expect(code).toBe(2);
    expect(stderr).toContain("error: missing required options --time and --horizon\n");
  });

  it("asks for covariates known ahead before it trains, and takes them from rows without a target", async () => {
    const words = line("--time day --target sales --future plan --static size --id shop --horizon 2");
    const refused = await seqcast(["forecast", file, ...words, ...tiny]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("values of plan for 2 steps beyond the last row with a target");
    expect(refused.stderr).not.toContain("fitted");
    const ahead = [
      "2024-03-01,north,,,4,100",
      "2024-03-02,north,,,5,100",
      "2024-03-01,south,,,4,40",
      "2024-03-02,south,,,5,40",
    ].join("\n");
    const { code, stdout } = await seqcast(["forecast", "-", ...words, ...tiny], { stdin: `${smallCsv()}${ahead}\n` });
    expect(code).toBe(0);
    expect(stdout).toContain("2024-03-02 ");
  });

  it("stops at a cancel with exit code 1 and writes nothing", async () => {
    const controller = new AbortController();
    const out = join(folder, "cancelled", "f.csv");
    const words = [
      "forecast",
      file,
      ...columns,
      ...line("--epochs 100000 --context 7 --set patience=100000"),
      "--out",
      out,
    ];
    const onStderr = (text: string): void => {
      if (text.includes("no missing")) setTimeout(() => controller.abort(), 50);
    };
    const { code, stdout, stderr } = await seqcast(words, { signal: controller.signal, onStderr });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /error: cancelled in training segment-rnn, after \d+ of 100000 epochs; no\s+file was written\n$/,
    );
    expect(await exists(join(folder, "cancelled"))).toBe(false);
    await mkdir(join(folder, "cancelled"));
    const earlier = await seqcast(["forecast", file, ...columns, ...line("--model naive"), "--out", out], {
      signal: AbortSignal.abort(),
    });
    expect([earlier.code, await readdir(join(folder, "cancelled"))]).toEqual([1, []]);
  });
});

interface Step {
  readonly timestamp: string;
  readonly channel: string;
  readonly forecast: number;
  readonly intervals: readonly { readonly lo: number; readonly hi: number }[];
}
