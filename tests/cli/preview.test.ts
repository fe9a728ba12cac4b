import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { line, seqcast, smallCsv } from "./terminal.ts";

const words = ["forecast", ...line("datasets/air-passengers.csv --time timestamp --target passengers --horizon 12")];
const naive = [...words, ...line("--model seasonal-naive --season-length 12 --quiet")];
const plotOf = (stdout: string): string => stdout.slice(0, stdout.indexOf("\nForecast of"));

describe("the preview", () => {
  it("shows history and forecast above the table on a terminal, and not in a pipe", async () => {
    const { stdout } = await seqcast(naive, { isTTY: true, columns: 80, env: { NO_COLOR: "1" } });
    expect(plotOf(stdout)).toMatchInlineSnapshot(`
      "passengers  history  forecast  80 % ┈
      668.54 │                                                                 ⡀⠂
             │                                                  ⢀⠗⢢            ⡿⢢⠇
             │                                     ⣀⡄           ⡸ ⠈⡆          ⣄⠇⠄⢇⡄
             │                                    ⢰⠁⢱          ⢀⠇  ⢱        ⡀⠄⡸⡇ ⠟⡄⡄
      484.77 │        ⣀⣀            ⡰⠚⡄          ⢠⠃ ⠘⡄        ⢀⡜    ⢣      ⠄ ⡰⡁   ⡱⡁⡀
             │       ⡰⠁⠈⡆          ⢰⠁ ⢱         ⢀⠎   ⠱⡀      ⡜⠁      ⢣ ⣀ ⠂⠃⡰⠉⡀⠁   ⠁⣣⠁⢃
             │      ⢰⠁  ⠘⡄        ⢠⠃   ⢣     ⢀⠖⠤⠊     ⠑⡄⢠⠒⠑⠔⠊        ⠘⡴⠁⠉⠢⠊⡀⠁      ⠃⢣⠎
             │   ⡠⣀⡠⠎    ⠘⡄  ⣀ ⡰⠤⡠⠃     ⢣  ⡔⠤⡜         ⠘⠁                ⠆⠆         ⠃⠆
      301.00 │ ⢄⡰⠁        ⠘⡴⠉ ⠑⠁         ⠣⠊
             ╰ 1957-01-01                                     1960-12-01    1961-12-01
      "
    `);
    expect((await seqcast(naive)).stdout).toMatch(/^Forecast of passengers/);
  });

  it.each([40, 80, 120, 200])("never wraps on %i columns, and takes 120 at most", async (columns) => {
    const { stdout } = await seqcast(naive, { isTTY: true, columns });
    const widths = plotOf(stripVTControlCharacters(stdout))
      .split("\n")
      .map(({ length }) => length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(Math.min(columns, 120));
    expect(Math.max(...widths)).toBeGreaterThan(Math.min(columns, 120) - 6);
  });

  it("is drawn for --preview, and left out for --no-preview, TERM=dumb, --json and --out -", async () => {
    expect((await seqcast([...naive, "--preview"])).stdout).toContain("passengers  history  forecast");
    for (const [more, env] of [
      [["--no-preview"], {}],
      [[], { TERM: "dumb" }],
      [["--json"], {}],
      [["--out", "-"], {}],
    ] as const) {
      const { code, stdout } = await seqcast([...naive, ...more], { isTTY: true, env });
      expect([code, stdout.includes("history")]).toEqual([0, false]);
    }
  });

  it("colours the forecast, unless colours are off", async () => {
    expect((await seqcast(naive, { isTTY: true })).stdout).toContain("\u001b[36mforecast\u001b[39m");
    expect((await seqcast(naive, { isTTY: true, env: { NO_COLOR: "1" } })).stdout).not.toContain("\u001b[");
  });

  it("shows three of many series, and says how many more there are", async () => {
    const many = smallCsv()
      .replaceAll("north", "a")
      .concat(smallCsv().replaceAll("north", "b").replaceAll("south", "c").split("\n").slice(1).join("\n"));
    const flags = line("- --time day --target sales --id shop --horizon 3 --model naive --quiet --preview --levels 50");
    const { stdout } = await seqcast(["forecast", ...flags], { stdin: many });
    expect(stdout.match(/ history {2}forecast {2}50 % ┈/g)).toHaveLength(3);
    expect(stdout).toContain("… and 1 more\n");
  });
});
