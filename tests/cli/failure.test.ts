import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { inFlags, reportFailure } from "../../src/cli/failure.ts";
import {
  CancelledError,
  DataError,
  ModelFileError,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from "../../src/errors.ts";
import { createTerminal } from "./terminal.ts";

const facts = {
  where: "file.csv line 3",
  expected: "a number",
  found: '"x"',
  remedy: 'pass missing: ["x"] to read it as missing',
};

describe("reportFailure", () => {
  it.each([
    [new DataError(facts), 2],
    [new OptionError(facts), 2],
    [new ModelFileError(facts), 2],
    [new UnsupportedError(facts), 2],
    [new NumericalError(facts), 1],
    [new CancelledError(facts), 1],
    [new ShapeError(facts), 1],
    [new TypeError("x is not a function"), 1],
    [new CommanderError(1, "commander.unknownOption", "unknown"), 2],
    [new CommanderError(0, "commander.helpDisplayed", "help"), 0],
    ["a thrown text", 1],
  ])("maps %s to exit code %i", (cause, code) => {
    expect(reportFailure(cause, createTerminal())).toBe(code);
  });

  it("says where, what was expected, what was found and the remedy, a line each", () => {
    const terminal = createTerminal();
    reportFailure(new DataError(facts), terminal);
    expect(terminal.written.stderr).toBe(
      'error: file.csv line 3\n  expected: a number\n  found:    "x"\n  remedy:   pass --missing x to read it as missing\n',
    );
    expect(terminal.written.stdout).toBe("");
  });

  it("shows a stack trace with SEQCAST_DEBUG=1 only", () => {
    const [plain, debug] = [createTerminal(), createTerminal({ env: { SEQCAST_DEBUG: "1" } })];
    for (const terminal of [plain, debug]) reportFailure(new TypeError("broken"), terminal);
    expect(plain.written.stderr).toMatch(/^error: unexpected: broken; this is a fault of seqcast/);
    expect(plain.written.stderr).not.toMatch(/\n\s+at /);
    expect(debug.written.stderr).toMatch(/\n\s+at /);
  });

  it("wraps long texts at the terminal's width with a hanging indent", () => {
    const terminal = createTerminal({ isTTY: true, columns: 60, env: { NO_COLOR: "1" } });
    reportFailure(
      new DataError({ ...facts, expected: Array.from({ length: 30 }, (_, i) => `"column${i}"`).join(", ") }),
      terminal,
    );
    const lines = terminal.written.stderr.trimEnd().split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(lines[2]).toMatch(/^ {12}"column/);
  });

  it("colours on a terminal only, and not where NO_COLOR is set", () => {
    const written = [
      {},
      { isTTY: true },
      { isTTY: true, env: { NO_COLOR: "1" } },
      { isTTY: true, env: { TERM: "dumb" } },
    ].map((around) => {
      const terminal = createTerminal(around);
      reportFailure(new DataError(facts), terminal);
      return terminal.written.stderr.includes("\u001b[");
    });
    expect(written).toEqual([false, true, false, false]);
  });

  it("says after a Ctrl-C what was done, whatever the failure was", () => {
    const signal = AbortSignal.abort();
    const [training, other] = [createTerminal({ signal }), createTerminal({ signal })];
    const cancelled = new CancelledError({ where: "training lstm", expected: "30 epochs", found: "a cancel after 3" });
    expect(reportFailure(cancelled, training)).toBe(1);
    expect(training.written.stderr).toBe(
      "error: cancelled in training lstm, after 3 of 30 epochs; no file was written\n",
    );
    expect(reportFailure(new DataError(facts), other)).toBe(1);
    expect(other.written.stderr).toBe("error: cancelled; no file was written\n");
  });

  it("names standard input and flags instead of the library's words", () => {
    const terminal = createTerminal();
    reportFailure(new DataError({ ...facts, where: "stream line 4" }), terminal);
    reportFailure(new OptionError({ ...facts, where: "readCsv option pastCovariates" }), terminal);
    reportFailure(new OptionError({ ...facts, where: "lstm hiddenSize" }), terminal);
    expect(terminal.written.stderr.match(/^error: .*/gm)).toEqual([
      "error: standard input line 4",
      "error: option --past",
      "error: option --set hiddenSize of lstm",
    ]);
  });
});

describe("inFlags", () => {
  it.each([
    ['did you mean target: "demand"?', "did you mean --target demand?"],
    [
      'pass missing: ["n/a"] to read it as missing, or write a number',
      "pass --missing n/a to read it as missing, or write a number",
    ],
    ['pass delimiter, for example delimiter: ";"', "pass --delimiter, for example --delimiter ';'"],
    ['pass frequency, for example frequency: "1d"', "pass --frequency, for example --frequency 1d"],
    ["leave timezone out to have UTC, or name the zone", "leave --timezone out to have UTC, or name the zone"],
    ["give more history, or make contextLength smaller", "give more history, or make --context smaller"],
    ["lower learningRate (now 1)", "lower --set learningRate (now 1)"],
    ["pass one of these as futureCovariates", "pass one of these as --future"],
    ["use fewer folds, or a smaller stride", "use fewer folds, or a smaller stride"],
    ["remove it from target or from id", "remove it from --target or from --id"],
    [
      "give more history, or make contextLength, seasonLength or horizon smaller",
      "give more history, or make --context, --season-length or --horizon smaller",
    ],
    ["with new Date(milliseconds).toISOString()", "with new Date(milliseconds).toISOString()"],
  ])("turns %s into %s", (library, flags) => {
    expect(inFlags(library)).toBe(flags);
  });
});
