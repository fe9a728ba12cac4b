import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { duration, endProgress, openProgress } from "../../src/cli/progress.ts";
import type { TrainingProgress } from "../../src/training/index.ts";
import { createTerminal, type Surroundings } from "./terminal.ts";

const epoch = (number: number, of = 30): TrainingProgress => ({
  stage: "train",
  model: "lstm",
  epoch: number,
  of,
  trainingLoss: 0.5,
  validationLoss: 0.25,
  bestEpoch: number,
});

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

/** Runs epochs of some milliseconds each; gives all that was written. */
function training(around: Surroundings, milliseconds: number, epochs = 30): string {
  const terminal = createTerminal(around);
  const progress = openProgress(terminal, {});
  progress.working("lstm: fitting …");
  for (let i = 1; i <= epochs; i++) {
    vi.advanceTimersByTime(milliseconds);
    progress.report(epoch(i));
  }
  progress.clear();
  return terminal.written.stderr;
}

describe("progress in a log", () => {
  it("is a plain line at most every two seconds", () => {
    const lines = training({}, 500).trimEnd().split("\n");
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe("lstm: epoch 4 of 30, loss 0.5000, validation 0.2500, 13 s left");
    expect(training({}, 10)).toBe("");
  });

  it("tells the fit of a backtest", () => {
    const terminal = createTerminal();
    const progress = openProgress(terminal, {});
    vi.advanceTimersByTime(3000);
    progress.report({ stage: "backtest", model: "gru", fit: 2, of: 8 });
    expect(terminal.written.stderr).toBe("gru: fit 2 of 8\n");
  });
});

describe("progress with --json", () => {
  it("is an event a line, each a JSON object, and the same line as ever on a terminal", () => {
    const terminal = createTerminal();
    const progress = openProgress(terminal, { json: true });
    progress.note("a note");
    progress.working("lstm: fitting …");
    progress.report(epoch(1));
    progress.report({ stage: "backtest", model: "gru", fit: 2, of: 8, timeLeft: 1500 });
    endProgress(progress, terminal);
    const events = terminal.written.stderr.trimEnd().split("\n");
    expect(events.map((text) => JSON.parse(text) as unknown)).toEqual([
      { event: "note", text: "a note" },
      { event: "working", text: "lstm: fitting …" },
      { event: "epoch", model: "lstm", epoch: 1, of: 30, trainingLoss: 0.5, validationLoss: 0.25, bestEpoch: 1 },
      { event: "fit", model: "gru", fit: 2, of: 8, timeLeft: 1500 },
    ]);
    const seen = createTerminal({ isTTY: true, columns: 80 });
    openProgress(seen, { json: true }).report(epoch(1));
    expect(seen.written.stderr).toContain("epoch 1/30");
  });
});

describe("progress on a terminal", () => {
  it("is one line, rewritten and taken away at the end", () => {
    const text = training({ isTTY: true, columns: 100 }, 500);
    expect(text).not.toContain("\n");
    expect(text.endsWith("\r\u001b[2K")).toBe(true);
    const states = stripVTControlCharacters(text).split("\r").filter(Boolean);
    expect(states[0]).toBe("lstm: fitting …");
    expect(states[1]).toBe("lstm  ────────────  epoch 1/30  loss 0.5000, validation 0.2500  15 s left");
    expect(states.at(-1)).toBe("lstm  ━━━━━━━━━━━━  epoch 30/30  loss 0.5000, validation 0.2500");
  });

  it.each([30, 40, 60, 80, 120])("never wraps on %i columns", (columns) => {
    const states = stripVTControlCharacters(training({ isTTY: true, columns }, 9000)).split("\r");
    expect(Math.max(...states.map(({ length }) => length))).toBeLessThan(columns);
    expect(states.some((state) => state.includes("min") && state.includes("left"))).toBe(columns >= 60);
  });

  it("puts the fit of a backtest before the training, and notes on lines of their own", () => {
    const terminal = createTerminal({ isTTY: true, columns: 100, env: { NO_COLOR: "1" } });
    const progress = openProgress(terminal, {});
    progress.report({ stage: "backtest", model: "lstm", fit: 2, of: 8 });
    progress.report(epoch(15));
    progress.note("a note");
    const text = stripVTControlCharacters(terminal.written.stderr);
    expect(text).toMatch(/\rfit 2\/8 {2}lstm\rfit 2\/8 {2}lstm {2}━{6}─{6} {2}epoch 15\/30 .*\ra note\n$/);
  });
});

it("quiet progress says nothing", () => {
  const terminal = createTerminal({ isTTY: true });
  const progress = openProgress(terminal, { quiet: true });
  progress.note("a note");
  progress.working("work");
  progress.report(epoch(1));
  progress.clear();
  expect(terminal.written.stderr).toBe("");
});

it.each([
  [20, "less than 0.1 s"],
  [420, "0.4 s"],
  [9940, "9.9 s"],
  [9960, "10 s"],
  [125_000, "2 min 5 s"],
  [3_725_000, "1 h 2 min"],
])("%i milliseconds are %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});
