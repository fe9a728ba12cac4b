/** Series of which some are too short, or empty: the command that `inspect` suggests leaves them out, and runs. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Inspection } from "../../src/cli/inspect.ts";
import { line, seqcast } from "./terminal.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-inspect-short-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What is suggested for series by their lengths, those below 0 without values; and the series that it forecasts. */
async function suggested(
  lengths: Readonly<Record<string, number>>,
  season: number,
): Promise<{ suggestion: string; ids: string[] }> {
  const rows = Object.entries(lengths).flatMap(([id, length]) =>
    Array.from({ length: Math.abs(length) }, (_, t) => {
      const value = length < 0 ? "" : 20 + 5 * (t % season) + ((t * 31) % 11) / 9;
      return `${new Date(Date.UTC(2024, 0, 1, t)).toISOString()},${id},${value}\n`;
    }),
  );
  const file = join(folder, "short.csv");
  await writeFile(file, `time,id,y\n${rows.join("")}`);
  const { stdout } = await seqcast(["inspect", file, "--id", "id", "--json"]);
  const suggestion = (JSON.parse(stdout) as Inspection).suggestion!;
  const epochs = suggestion.includes("highway-rnn") ? ["--epochs", "1"] : [];
  const run = await seqcast([...line(suggestion).slice(1), "--json", ...epochs]);
  expect([run.code, suggestion]).toEqual([0, suggestion]);
  const { series } = JSON.parse(run.stdout) as { series: { id: string }[] };
  return { suggestion, ids: series.map(({ id }) => id) };
}

describe("the suggestion of inspect for series of which some are short", () => {
  it.each([
    ["beside long ones", { a: 600, b: 3, c: 500, d: 30 }, 24, ["a", "c", "d"]],
    ["one row below what the model needs", { a: 600, b: 25, c: 26 }, 24, ["a", "c"]],
    ["without any value", { a: 300, b: -200 }, 24, ["a"]],
    ["of one row", { a: 90, b: 1 }, 24, ["a"]],
    ["below a season of its own", { a: 150, b: 7 }, 9, ["a"]],
  ])("leaves out those %s", async (_, lengths, season, expected) => {
    const { suggestion, ids } = await suggested(lengths, season);
    expect(suggestion).toMatch(/ --skip-short$/);
    expect(ids).toEqual(expected);
  });

  it("leaves out none where all are long enough", async () => {
    const { suggestion, ids } = await suggested({ a: 600, b: 26 }, 24);
    expect(suggestion).not.toContain("--skip-short");
    expect(ids).toEqual(["a", "b"]);
  });
});
