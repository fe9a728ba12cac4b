/** Where files are written: the same rules for every command. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "./built.ts";
import { line, seqcast } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
const passengers = line("datasets/air-passengers.csv --time timestamp --target passengers");
const naive = [...passengers, ...line("--horizon 12 --model naive")];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-outputs-"));
  await build();
  await seqcast(["train", ...naive, "--save", path("kept.model"), "--keep", "all", "--quiet"]);
  await seqcast(["forecast", ...naive, "--out", path("naive.csv"), "--quiet"]);
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

describe("a folder that is not there", () => {
  const commands: [command: string, words: () => string[]][] = [
    ["forecast", () => [...naive, "--out", path("forecast/deep/f.csv")]],
    ["train", () => [...naive, "--save", path("train/deep/f.model")]],
    ["predict", () => [path("kept.model"), ...passengers, "--plot", path("predict/deep/f.html")]],
    ["update", () => [path("kept.model"), passengers[0]!, "--save", path("update/deep/f.model")]],
    ["backtest", () => [...passengers, ...line("--horizon 12 --models naive --report"), path("backtest/deep/f.html")]],
    ["inspect", () => [passengers[0]!, "--plot", path("inspect/deep/f.html")]],
    ["plot", () => [path("naive.csv"), "--out", path("plot/deep/f.html")]],
  ];

  it.each(commands)("is made by %s, which says so once", async (command, words) => {
    const { code, stderr } = await seqcast([command, ...words()]);
    expect([code, await readdir(path(`${command}/deep`))]).toEqual([0, [expect.stringMatching(/^f\.\w+$/)]]);
    const note = `${path(`${command}/deep`)}: no such folder yet; made when the file is written`;
    expect(stderr.replace(/\s+/g, " ").split(note)).toHaveLength(2);
    expect((await seqcast([command, ...words()])).stderr).not.toContain("no such folder");
  });

  it("is not made by a command that is refused", async () => {
    const words = ["forecast", ...naive, "--set", "nothing=1", "--out", path("never/f.csv")];
    expect([(await seqcast(words)).code, (await readdir(folder)).includes("never")]).toEqual([2, false]);
  });
});
