import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { version } from "../../src/version.generated.ts";
import { createProgram } from "../../src/cli/run.ts";
import { createTerminal, line, seqcast } from "./terminal.ts";

const commands = createProgram(createTerminal()).commands.map((command) => command.name());

describe("seqcast", () => {
  it("prints its version and its help with a quick start", async () => {
    expect(await seqcast(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
    const { code, stdout } = await seqcast(["--help"]);
    expect(code).toBe(0);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
    expect(stdout).toMatch(/Quick start:\n( {2}seqcast .*(\\\n +.*)*\n){3}/);
  });

  it("shows help on standard error for no command, with exit code 2", async () => {
    const { code, stdout, stderr } = await seqcast([]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Usage: seqcast");
  });

  it("suggests the command that was meant", async () => {
    const { code, stderr } = await seqcast(["forcast", "x.csv"]);
    expect(code).toBe(2);
    expect(stderr).toContain("error: unknown command 'forcast'\n(Did you mean forecast?)\n");
  });

  it("suggests the choice and the file that were meant", async () => {
    const words = line("--time timestamp --target passengers --horizon 3 --model naive");
    const choice = await seqcast(["forecast", "-", ...words, "--layout", "wyde"]);
    expect([choice.code, choice.stderr]).toEqual([2, expect.stringContaining("\n(Did you mean wide?)\n") as string]);
    const file = await seqcast(["forecast", "datasets/air-pasengers.csv", ...words]);
    expect([file.code, file.stderr]).toEqual([
      2,
      expect.stringContaining("did you mean datasets/air-passengers.csv?") as string,
    ]);
    const far = await seqcast(["forecast", "datasets/nothing.csv", ...words]);
    expect(far.stderr).toContain("check the path");
  });

  it("colours help and errors on a terminal, and not with NO_COLOR", async () => {
    expect((await seqcast(["--help"], { isTTY: true })).stdout).toContain("\u001b[1mCommands:");
    expect((await seqcast(["--help"], { isTTY: true, env: { NO_COLOR: "1" } })).stdout).not.toContain("\u001b[");
    expect((await seqcast(["x"], { isTTY: true })).stderr).toContain("\u001b[1m\u001b[31merror:");
  });
});

describe.each(commands)("seqcast %s --help", (command) => {
  it("holds examples on files that are there, and fits a terminal of 80 columns", async () => {
    const { code, stdout } = await seqcast([command, "--help"], { columns: 80 });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples?:\n( {2}seqcast .*(\\\\\n +.*)*\n)+$`));
    expect(stdout).toContain(`  seqcast ${command}`);
    for (const [path] of stdout.matchAll(/datasets\/[\w-]+\.csv/g)) expect(existsSync(path)).toBe(true);
    expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it("has an example that is understood: only its data or its length can be refused", async () => {
    const { stdout } = await seqcast([command, "--help"]);
    const examples = stdout
      .slice(stdout.search(/Examples?:/))
      .replaceAll(/\\\n\s*/g, "")
      .matchAll(/^ {2}seqcast (.*)$/gm);
    for (const [, text] of examples) {
      const words = line(text!).map((word) => (word.startsWith("datasets/") ? "-" : word));
      const { stderr } = await seqcast([...words], { stdin: "" });
      expect(stderr).not.toMatch(/unknown|invalid|required/);
    }
  });
});
