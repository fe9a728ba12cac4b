import { execFileSync } from "node:child_process";
import { assert, array, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { commandLine, quoteWord } from "../../src/cli/commandLine.ts";

describe("commandLine", () => {
  it("leaves plain words, and quotes what a shell would read otherwise", () => {
    expect(commandLine(["forecast", "my load.csv", "--target", "it's"], {})).toBe(
      String.raw`seqcast forecast 'my load.csv' --target 'it'\''s'`,
    );
  });

  it("leaves out --resume, and names the numerics where they were chosen", () => {
    expect(commandLine(["backtest", "a.csv", "--resume"], { SEQCAST_NUMERICS: "fma", HOME: "/root" })).toBe(
      "SEQCAST_NUMERICS=fma seqcast backtest a.csv",
    );
  });

  it("goes on in a new line before an option, never between an option and its value", () => {
    const words = ["backtest", "a.csv"].concat(
      Array.from({ length: 9 }, (_, i) => ["--option", `value-${i}-long`]).flat(),
    );
    const lines = commandLine(words, {}).split(" \\\n");
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {2}--option value/);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(100);
  });

  it("is read back by a shell as the same words", () => {
    assert(
      property(array(string({ unit: "grapheme", minLength: 1 }).map((text) => text.replaceAll("\0", ""))), (words) => {
        const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${["x", ...words].map(quoteWord).join(" ")}`]);
        expect(printed.toString()).toBe(["x", ...words, ""].join("\0"));
      }),
      { numRuns: 20 },
    );
  });
});
