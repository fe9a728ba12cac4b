import { describe, expect, it } from "vitest";
import { registry } from "../../src/models/index.ts";
import type { OptionSpec } from "../../src/options.ts";
import { line, seqcast } from "./terminal.ts";

/** Defaults are the models' own affair: the page must show what the registry says. */
function specOf(name: string, option: string): OptionSpec {
  return (registry.find((entry) => entry.name === name)!.options as Record<string, OptionSpec>)[option]!;
}

describe("models", () => {
  it("lists every entry of the registry with its summary", async () => {
    const { code, stdout, stderr } = await seqcast(["models"]);
    expect([code, stderr]).toEqual([0, ""]);
    for (const { name, summary } of registry) expect(stdout).toContain(`${name.padEnd(16)}${summary}\n`);
  });

  it.each(registry.map(({ name }) => name))(
    "shows options, defaults, meanings and the reference of %s",
    async (name) => {
      const { reference, options } = registry.find((entry) => entry.name === name)!;
      const { code, stdout } = await seqcast(["models", name]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^--horizon +required +steps ahead \(a whole number from 1 to 100000\)$/m);
      expect(stdout.match(/^--/gm)).toHaveLength(Object.keys(options).length);
      expect(stdout.replace(/\s+/g, " ")).toContain(`reference: ${reference}`);
      expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100);
    },
  );

  it("prints the table of one or all as JSON", async () => {
    const one = JSON.parse((await seqcast(line("models lstm --json"))).stdout);
    const all = JSON.parse((await seqcast(line("models --json"))).stdout);
    expect(all.models.map(({ name }: { name: string }) => name)).toEqual(registry.map(({ name }) => name));
    expect(one.models).toHaveLength(1);
    expect(one.models[0].options).toContainEqual({
      name: "epochs",
      flag: "--epochs",
      default: specOf("lstm", "epochs").default,
      required: false,
      range: "a whole number of at least 1",
      description: specOf("lstm", "epochs").description,
    });
  });

  it("refuses an unknown name with a suggestion", async () => {
    const { code, stderr } = await seqcast(line("models naiv"));
    expect([code, stderr]).toEqual([2, expect.stringContaining("did you mean naive?") as string]);
  });
});
