import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, startSeqcast } from "./built.ts";
import { line } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-inspect-plot-"));
  await build();
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

const inspect = (words: string, plot: string) => startSeqcast(["inspect", ...line(words), "--plot", plot]);

describe("inspect --plot", () => {
  it("draws history, seasons, autocorrelation and waves of a series, and says so", async () => {
    const { code, stdout } = await inspect("datasets/electricity-demand.csv", path("demand.html"));
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nwrote .*demand\.html \(plot\)\n$/);
    const page = await readFile(path("demand.html"), "utf8");
    for (const title of [
      "History",
      "By time of day",
      "By weekday",
      "Autocorrelation",
      "Strongest waves of the periodogram",
    ])
      expect(page).toContain(`"title":"${title}"`);
  });

  it("marks the rows that a file lacks, and draws a picture", async () => {
    const rows = Array.from({ length: 60 }, (_, t) => new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10));
    const kept = rows.filter((_, t) => t < 20 || t > 24).map((day, t) => `${day},${t % 7}`);
    await writeFile(path("gaps.csv"), `day,sales\n${kept.join("\n")}\n`);
    const { code } = await startSeqcast(["inspect", path("gaps.csv"), "--plot", path("gaps.html")]);
    expect(code).toBe(0);
    expect(await readFile(path("gaps.html"), "utf8")).toContain("missing (5 rows)");
    expect((await startSeqcast(["inspect", path("gaps.csv"), "--plot", path("gaps.png")])).code).toBe(0);
    expect((await readFile(path("gaps.png"))).subarray(1, 4).toString()).toBe("PNG");
  });

  it("draws many series as small charts, and names the file in JSON", async () => {
    const { code, stdout } = await inspect("datasets/service-metrics.csv --json", path("many.html"));
    expect(code).toBe(0);
    expect(JSON.parse(stdout).written).toEqual({ plot: path("many.html") });
    expect(await readFile(path("many.html"), "utf8")).toContain('class="grid"');
  });

  it("ends with exit code 2 for a path that is no plot, and for a file without times", async () => {
    const wrong = await inspect("datasets/electricity-demand.csv", path("demand.gif"));
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toContain("end the path in .html for a page");
    await writeFile(path("words.csv"), "a,b\nx,y\nz,w\n");
    const timeless = await startSeqcast(["inspect", path("words.csv"), "--plot", path("words.html")]);
    expect([timeless.code, timeless.stdout]).toEqual([2, ""]);
    expect(timeless.stderr).toContain("numbers at times that a step explains");
  });
});
