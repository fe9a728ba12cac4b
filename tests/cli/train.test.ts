import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadForecaster } from "../../src/models/index.ts";
import { build, startSeqcast } from "./built.ts";
import { line, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
const passengers = line("datasets/air-passengers.csv --time timestamp --target passengers");
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-train-"));
  await build();
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

describe("train", () => {
  it("saves the model that forecast saves, and prints how the fit went", async () => {
    const fit = line("--horizon 12 --model ets --save");
    const { code, stdout, stderr } = await startSeqcast(["train", ...passengers, ...fit, path("m")]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^ets: fitted in .*s\n(ets: season .*\n)?wrote .*m \(model\)\n$/) as string,
    ]);
    expect(stderr).toContain("144 rows");
    await seqcast(["forecast", ...passengers, ...fit, path("f"), "--quiet"]);
    expect((await readFile(path("m"))).equals(await readFile(path("f")))).toBe(true);
  });

  it("prints one JSON document with --json, and events beside it", async () => {
    const words = line("--horizon 12 --model lstm --epochs 2 --context 12 --set hiddenSize=4 --set stepsPerEpoch=2");
    const save = ["--json", "--save", path("j")];
    const { code, stdout, stderr } = await startSeqcast(["train", ...passengers, ...words, ...save]);
    const { command, model, options, trainedOn, history, written } = JSON.parse(stdout);
    expect([code, command, model, options.hiddenSize]).toEqual([0, "train", "lstm", 4]);
    expect([trainedOn.series[0].rows, history.epochs.length, written.save]).toEqual([144, 2, path("j")]);
    const events = stderr
      .trimEnd()
      .split("\n")
      .map((text) => (JSON.parse(text) as { event: string }).event);
    expect(events).toEqual(["note", "note", "working", "epoch", "epoch"]);
  });

  it("keeps as much history as --keep says, and how it was read", async () => {
    const fit = line("- --time day --target sales --id shop --horizon 3 --model naive --quiet --keep 20 --save");
    expect((await seqcast(["train", ...fit, path("k")], { stdin: smallCsv() })).code).toBe(0);
    const { kept } = await loadForecaster(path("k"));
    expect(kept!.series.map(({ timestamps }) => timestamps.length)).toEqual([20, 20]);
    expect(kept!.reading).toEqual({ time: ["day"], target: ["sales"], id: "shop", frequency: "1d" });
    const wrong = await seqcast(["train", ...passengers, ...line("--horizon 1 --keep some --save x")]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("Expected all, or a whole") as string]);
  });

  it("needs a place to save to, before anything is read", async () => {
    const none = await seqcast(["train", "nowhere.csv", ...line("--time t --target y --horizon 1")]);
    expect(none).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "error: missing required option --save\n(add --help for the options)\n",
    });
  });

  it("saves the best pass so far at Ctrl-C, says so, and ends with code 1", async () => {
    const words = line("--horizon 12 --model lstm --epochs 5000 --context 24 --json --save");
    const { code, stdout, stderr } = await startSeqcast(["train", ...passengers, ...words, path("c")], {
      onStart: (child) => {
        const listener = (chunk: Buffer): void => {
          if (!chunk.includes('"epoch":3')) return;
          child.stderr!.off("data", listener);
          child.kill("SIGINT");
        };
        child.stderr!.on("data", listener);
      },
    });
    expect([code, stdout]).toEqual([1, ""]);
    const text = stderr.slice(stderr.indexOf("error:")).replaceAll(/\s+/g, " ");
    expect(text).toMatch(
      /^error: cancelled in training lstm, after \d+ of 5000 epochs; the model of its best pass is in .*c $/,
    );
    expect((await loadForecaster(path("c"))).history!.stoppedBecause).toBe("cancelled");
    expect(await readdir(folder)).not.toContain(".c");
  });

  it("ends at Ctrl-C between the series of a statistical model, and writes nothing", async () => {
    const lines = ["t,id,y"];
    for (let id = 0; id < 500; id++)
      for (let t = 0; t < 120; t++)
        lines.push(`${new Date(t * 86_400_000).toISOString().slice(0, 10)},s${id},${(t * 7 + id) % 13}`);
    const words = line("--time t --target y --id id --horizon 7 --model ets --season-length 7 --json --save");
    const { code, stdout, stderr } = await startSeqcast(["train", "-", ...words, path("many")], {
      stdin: `${lines.join("\n")}\n`,
      onStart: (child) =>
        child.stderr!.on("data", (chunk: Buffer) => chunk.includes("working") && child.kill("SIGINT")),
    });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/error: cancelled in training ets, after \d+ of 500 series; no file was written\n$/);
    expect(await readdir(folder)).not.toContain("many");
  });
});
