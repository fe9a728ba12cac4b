import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, startSeqcast } from "./built.ts";
import { line, seqcast, type Surroundings } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
const data = resolve("datasets/air-passengers.csv");
const naive = { horizon: 3, model: "naive", time: "timestamp", target: ["passengers"], quiet: true };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-config-"));
  await build();
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

/** Writes a config file and gives its path. */
async function config(name: string, content: object | string): Promise<string> {
  await writeFile(path(name), typeof content === "string" ? content : JSON.stringify(content));
  return path(name);
}

/** The options that a forecast had. */
async function optionsOf(words: readonly string[], around: Surroundings = {}): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await seqcast(["forecast", data, ...words, "--json"], around);
  expect([code, stderr]).toEqual([0, ""]);
  const { model, options, series } = JSON.parse(stdout);
  return { model, ...options, levels: series[0].levels };
}

describe("a config file", () => {
  it("gives the flags that are not given: a command's part over the common one", async () => {
    const file = await config("a.json", { common: { ...naive, levels: [50, 60] }, forecast: { horizon: 5 } });
    expect(await optionsOf(["--config", file])).toMatchObject({ model: "naive", horizon: 5, levels: [50, 60] });
  });

  it("stands behind environment variables, which stand behind flags", async () => {
    const file = await config("b.json", { forecast: naive });
    const env = { SEQCAST_CONFIG: file, SEQCAST_HORIZON: "4", SEQCAST_LEVELS: "70" };
    expect(await optionsOf([], { env })).toMatchObject({ horizon: 4, levels: [70] });
    expect(await optionsOf(["--horizon", "6"], { env })).toMatchObject({ horizon: 6, levels: [70] });
    expect(await optionsOf(["--config", file])).toMatchObject({ horizon: 3, levels: [80, 95] });
  });

  it("gives way where a flag excludes what it says", async () => {
    const file = await config("r.json", { common: naive });
    const words = ["forecast", data, "--config", file, "--start", "2020-01-01", "--frequency", "1d", "--json"];
    const { code, stdout } = await seqcast(words);
    expect([code, JSON.parse(stdout).series[0].cutoff]).toEqual([0, "2020-05-23"]);
  });

  it("sets options of the model, switches and denied flags", async () => {
    const set = { hiddenSize: 4, stepsPerEpoch: 2, normalization: ["revin"] };
    const part = { ...naive, model: "lstm", epochs: 1, context: 12, set, header: true, preview: false };
    const file = await config("c.json", { forecast: part });
    expect(await optionsOf(["--config", file])).toMatchObject({ hiddenSize: 4, stepsPerEpoch: 2 });
    const env = { SEQCAST_SET: "hiddenSize=5 stepsPerEpoch=1", SEQCAST_QUIET: "yes" };
    expect(await optionsOf(["--config", file], { env })).toMatchObject({ hiddenSize: 5, stepsPerEpoch: 1 });
  });

  it.each(["mjs", "ts"])("may be a module: .%s", async (ending) => {
    if (ending === "ts") await symlink(resolve("node_modules"), path("node_modules"));
    const type = ending === "ts" ? "interface Part { horizon: number }\n" : "";
    const typed = ending === "ts" ? ": { forecast: Part & object }" : "";
    const source = `${type}const config${typed} = { forecast: ${JSON.stringify(naive)} };\nexport default config;\n`;
    const words = ["forecast", data, "--config", await config(`d.${ending}`, source), "--json"];
    const { code, stdout, stderr } = await startSeqcast(words);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({ model: "naive", options: { horizon: 3 } });
    if (ending === "ts") await rm(path("node_modules"));
  });

  it("in TypeScript is refused with a remedy where nothing here reads it", async () => {
    if (Reflect.get(process.features, "typescript")) return;
    const words = ["forecast", data, "--config", await config("e.ts", "export default {}")];
    const { code, stderr } = await startSeqcast(words);
    expect(code).toBe(2);
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(
      /found: TypeScript, whose types Node.js .* does not strip remedy: run Node.js 22.18 or newer, install esbuild/,
    );
  });

  it("is found in the working directory, unless --no-config says otherwise; two are refused", async () => {
    const here = await mkdtemp(join(tmpdir(), "seqcast-config-here-"));
    await writeFile(join(here, "seqcast.config.json"), JSON.stringify({ forecast: naive }));
    const run = await startSeqcast(["forecast", data, "--json"], { cwd: here });
    expect([run.code, JSON.parse(run.stdout).options.horizon]).toEqual([0, 3]);
    const shown = await startSeqcast(["config"], { cwd: here });
    expect(shown.stdout).toMatch(/^seqcast.config.json\n\{\n {2}"forecast": \{\n {4}"time": "timestamp",/);
    const none = await startSeqcast(["forecast", data, "--no-config"], { cwd: here });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("missing required options") as string]);
    expect((await startSeqcast(["config", "--no-config"], { cwd: here })).stdout).toBe("no config file here\n");
    await writeFile(join(here, "seqcast.config.mjs"), "export default {}");
    const two = await startSeqcast(["config"], { cwd: here });
    expect([two.code, two.stderr]).toEqual([
      2,
      expect.stringContaining("seqcast.config.json and seqcast.config.mjs") as string,
    ]);
    await rm(here, { recursive: true });
  });

  it.each<[string, object | string, RegExp]>([
    ["no JSON", "{", /error: .*: expected|expected: JSON/],
    ["a misspelt part", { forcast: {} }, /found: "forcast" remedy: did you mean forecast\?/],
    [
      "a misspelt option",
      { forecast: { horizn: 3 } },
      /f.json: forecast expected: an option of `seqcast forecast` found: "horizn" remedy: did you mean horizon\?/,
    ],
    ["an option in kebab-case", { backtest: { "season-length": 3 } }, /did you mean seasonLength\?/],
    ["an option outside of any part", { horizon: 3 }, /put it into "common"/],
    ["a wrong type", { forecast: { horizon: "three" } }, /f.json: forecast.horizon expected: a number found: "three"/],
    [
      "a number out of range",
      { common: { horizon: 0.5 } },
      /f.json: common.horizon expected: a whole number of at least 1 found: "0.5"/,
    ],
    [
      "a word that is none of the choices",
      { forecast: { layout: "tall" } },
      /expected: one of long, wide, rows found: "tall"/,
    ],
    ["a list", [], /expected: an object with the parts of a config file found: \[\]/],
  ])("is refused for %s, with its place and a remedy", async (_, content, message) => {
    const words = ["forecast", data, "--config", await config("f.json", content)];
    const { code, stdout, stderr } = await seqcast(words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(message);
  });

  it("that is named and not there, or a module without a default or with a fault, is refused", async () => {
    const missing = await seqcast(["forecast", data, "--config", path("nowhere.json")]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("no such file") as string]);
    const empty = await seqcast(["config", "--config", await config("g.mjs", "export const a = 1;")]);
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining("a default export") as string]);
    const faulty = await startSeqcast(["config", "--config", await config("h.mjs", "throw new Error('oh');")]);
    expect([faulty.code, faulty.stderr]).toEqual([2, expect.stringContaining("Error: oh") as string]);
  });

  it("of an unknown name under set is told with what was meant, also by `config`", async () => {
    for (const [part, name] of [
      ["forecast", "hiddenSze"],
      ["common", "hidden-sze"],
    ]) {
      // prettier-ignore
      const file = await config("set.json", { [part!]: { set: { stepsPerEpoch: 2, [name!]: 4 } } });
      for (const words of [["config"], ["forecast", data, ...line("--time day --target sales --horizon 3")]]) {
        const { code, stdout, stderr } = await seqcast([...words, "--config", file]);
        expect([code, stdout]).toEqual([2, ""]);
        expect(stderr.replace(/\s+/g, " ")).toContain(
          `set.json: ${part}.set expected: options of a model found: "${name}" remedy: did you mean hiddenSize?`,
        );
      }
    }
    const odd = await config("odd.json", { forecast: { set: { horizon: 4 } } });
    expect((await seqcast(["config", "--config", odd])).code).toBe(2);
  });

  it("of an environment variable that no flag has is a note that says what was meant", async () => {
    const file = await config("env.json", { common: { ...naive, quiet: false } });
    const words = ["forecast", data, "--config", file];
    const env = { SEQCAST_HORIZN: "4", SEQCAST_SERVICE_HOST: "10.0.0.1", SEQCAST_FOLDS: "3", SEQCAST_THREADS: "1" };
    const { code, stderr } = await seqcast(words, { env });
    expect(code).toBe(0);
    expect(stderr).toContain(
      "no flag has the environment variables SEQCAST_HORIZN (did you mean SEQCAST_HORIZON?), SEQCAST_SERVICE_HOST: ignored\n",
    );
    expect((await seqcast([...words, "--quiet"], { env })).stderr).toBe("");
    const events = await seqcast([...words, "--json"], { env: { SEQCAST_HORIZN: "4" } });
    expect(JSON.parse(events.stderr.split("\n")[0]!)).toMatchObject({ event: "note" });
    expect((await seqcast(["config"], { env })).stderr).toContain("SEQCAST_HORIZN");
    expect((await seqcast(words, { env: { SEQCAST_FOLDS: "3" } })).stderr).not.toContain("ignored");
  });

  it("of a wrong environment variable is told by its name", async () => {
    const wrong = await seqcast(["forecast", data], { env: { SEQCAST_HORIZON: "soon" } });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("error: SEQCAST_HORIZON") as string]);
    const odd = await seqcast(["forecast", data], { env: { SEQCAST_QUIET: "maybe" } });
    expect(odd.stderr).toMatch(/expected: 1 or 0\n {2}found: {4}"maybe"/);
  });
});

describe("the JSON Schema of config files", () => {
  it("is the one that is published", async () => {
    const { stdout } = await seqcast(["config", "--schema"]);
    expect(await readFile("schema/seqcast.config.schema.json", "utf8")).toBe(stdout);
  });

  it("holds every flag by its name, with its meaning and default", async () => {
    const { properties } = JSON.parse((await seqcast(["config", "--schema"])).stdout);
    expect(properties.forecast.properties.model).toMatchObject({ default: "highway-rnn" });
    expect(properties.forecast.properties.horizon).toMatchObject({
      type: "number",
      description: "steps ahead (required)",
    });
    expect(properties.backtest.properties.models.$ref).toBe("#/$defs/list");
    expect(properties.forecast.additionalProperties).toBe(false);
  });
});

it("shells do not wait for zod where there is no config file", async () => {
  const source = await readFile("dist/node/cli.js", "utf8");
  expect(source).not.toMatch(/from\s*"zod"/);
});
