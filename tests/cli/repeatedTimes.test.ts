/** Times that stand twice, as an hour that a recorder skipped leaves them: what the error says leads straight to a forecast. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { line, seqcast } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-repeated-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("repeated times", () => {
  it("are refused by a message whose flags forecast", async () => {
    const rows = Array.from({ length: 120 }, (_, t) => {
      const minute = t >= 60 && t < 72 ? 60 : t; // 03:00 twelve times in place of an hour
      return `${new Date(Date.UTC(2014, 2, 9, 0, 5 * minute)).toISOString().slice(0, 19)},${t % 12}`;
    });
    await writeFile(path("cloud.csv"), `timestamp,value\n${rows.join("\n")}\n`);
    const words = ["forecast", path("cloud.csv"), ...line("--time timestamp --target value --horizon 3 --model naive")];
    const { code, stderr } = await seqcast(words);
    expect(code).toBe(2);
    const [remedy] = /pass .*? to put rows together/.exec(stderr.replaceAll(/\s+/g, " "))!;
    expect(remedy).toBe("pass --frequency 5min and --aggregate mean to put rows together");
    const flags = remedy.match(/--\w+ \w+/g)!.flatMap(line);
    expect((await seqcast([...words, ...flags])).code).toBe(0);
  });

  it("of a Sunday night name --timezone first, which loses no hour", async () => {
    const rows = ["00:00", "01:00", "02:00", "02:00", "03:00", "04:00"].map((time, t) => `2024-10-27T${time},${t}`);
    await writeFile(path("night.csv"), `t,y\n${rows.join("\n")}\n`);
    const words = ["forecast", path("night.csv"), ...line("--time t --target y --horizon 1 --model naive")];
    const { stderr } = await seqcast(words);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(
      "pass --timezone, if the clock was set back in these nights; else",
    );
    const told = await seqcast([...words, ...line("--timezone Europe/Berlin --out -")]);
    expect([told.code, told.stdout]).toEqual([0, expect.stringContaining("2024-10-27T05:00:00+01:00") as string]);
  });

  it("name --timezone where none is given, and offsets where it is", async () => {
    const rows = ["00:00", "01:00", "02:00", "02:00", "02:00", "03:00"].map((time, t) => `2024-10-27T${time},${t}`);
    await writeFile(path("fold.csv"), `t,y\n${rows.join("\n")}\n`);
    const words = ["forecast", path("fold.csv"), ...line("--time t --target y --horizon 1 --model naive")];
    expect((await seqcast(words)).stderr.replaceAll(/\s+/g, " ")).toContain("if a clock was changed pass --timezone");
    const { stderr } = await seqcast([...words, ...line("--timezone Europe/Berlin")]);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain("if a clock was changed write times with their offset");
  });
});
