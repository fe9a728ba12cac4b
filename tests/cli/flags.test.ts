import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { words } from "../../src/cli/flags.ts";
import { listed } from "../../src/cli/listed.ts";
import { line, seqcast } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-flags-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("words", () => {
  it.each([
    ["a, b", ["a", "b"]],
    ['a,"b, c"', ["a", "b, c"]],
    ['"Beer & Co, ""large""" , z', ['Beer & Co, "large"', "z"]],
    ['Beer & Co\\, "large",z', ['Beer & Co, "large"', "z"]],
    ["C:\\data,b", ["C:\\data", "b"]],
    ['5" pipe,"open', ['5" pipe', '"open']],
  ])("reads %s as a list", (text, list) => expect(words(text, undefined)).toEqual(list));

  it.each(["", "a,", ",a", 'a,"",b', " , "])("refuses %j, which has an empty one", (text) =>
    expect(() => words(text, undefined)).toThrow("without empty ones"),
  );

  it.each(["a", "a, b", '"x"', 'a "b", c', " a ", 'b"'])("reads what listed writes of %j as one word", (word) =>
    expect(words(listed(word), ["first"])).toEqual(["first", word]),
  );
});

const forecast = (...rest: string[]) =>
  seqcast(["forecast", path("beer.csv"), ...line("--time day --horizon 2 --model naive --json"), ...rest]);

describe("a column with a comma in its name", () => {
  const name = 'Beer & Co, "large"';
  beforeAll(async () => {
    const rows = Array.from({ length: 9 }, (_, t) => `2024-01-0${t + 1},${t}\n`).join("");
    await writeFile(path("beer.csv"), `day,"${name.replaceAll('"', '""')}"\n${rows}`);
    await writeFile(path("beer.json"), JSON.stringify({ common: { target: [name] } }));
  });

  it.each([
    ["--target", '"Beer & Co, ""large"""'],
    ["--target", 'Beer & Co\\, "large"'],
    ["--target", "1"],
    ["--config"],
  ])("is named by %s %s", async (flag, value = path("beer.json")) => {
    const { code, stdout } = await forecast(flag, value);
    expect(code).toBe(0);
    expect(stdout).toContain(JSON.stringify(name));
  });

  it("may be given by its index, as the error for an unknown one says", async () => {
    const { code, stderr } = await forecast("--target", "wine");
    expect([code, stderr]).toEqual([2, expect.stringContaining("or the index of one") as string]);
  });
});
