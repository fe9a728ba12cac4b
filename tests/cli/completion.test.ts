import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registry } from "../../src/models/index.ts";
import { build } from "./built.ts";
import { seqcast } from "./terminal.ts";

let script = "";
beforeAll(async () => {
  await build();
  script = (await seqcast(["completion", "bash"])).stdout;
}, 180_000);

/** What bash offers behind some words; the last one is begun. */
function offered(...words: string[]): string[] {
  const source = `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _seqcast; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", source, "bash", "seqcast", ...words], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").filter(Boolean);
}

describe.skipIf(spawnSync("bash", ["--version"]).status !== 0)("completion in bash", () => {
  it("offers commands, and flags of a command", () => {
    expect(offered("")).toEqual(expect.arrayContaining(["forecast", "train", "backtest", "completion"]));
    expect(offered("pre")).toEqual(["predict"]);
    expect(offered("forecast", "--ho")).toEqual(["--horizon"]);
    expect(offered("forecast", "data.csv", "--no-")).toEqual(["--no-header", "--no-preview", "--no-config"]);
    expect(offered("models", "--fo")).toEqual([]);
  });

  it("offers models, one or several, and choices", () => {
    const lstm = registry.map(({ name }) => name).filter((name) => name.startsWith("l"));
    expect(offered("forecast", "--model", "l")).toEqual(lstm);
    expect(offered("forecast", "--model", "=", "l")).toEqual(lstm);
    expect(offered("forecast", "--model", "=")).toHaveLength(registry.length);
    expect(offered("backtest", "--models", "naive,gr")).toEqual(["naive,gru"]);
    expect(offered("backtest", "--metrics", "mae,mas")).toEqual(["mae,mase"]);
    expect(offered("models", "high")).toEqual(["highway-rnn"]);
    expect(offered("forecast", "--layout", "")).toEqual(["long", "wide", "rows"]);
    expect(offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  it("offers files as arguments and behind flags that take one, and nothing behind a number", () => {
    expect(offered("forecast", "datasets/air")).toEqual(["datasets/air-passengers.csv"]);
    expect(offered("forecast", "x.csv", "--out", "CHANGE")).toEqual(["CHANGELOG.md"]);
    expect(offered("forecast", "--horizon", "")).toEqual([]);
  });

  it("offers the columns of the file on the line, one or several", () => {
    const file = "datasets/electricity-demand.csv";
    const [header] = readFileSync(file, "utf8").split("\n", 1);
    expect(offered("forecast", file, "--time", "")).toEqual(header!.split(","));
    expect(offered("forecast", file, "--target", "timestamp,de")).toEqual(["timestamp,demand"]);
    expect(offered("forecast", "--target", "")).toEqual([]);
    expect(offered("forecast", "nowhere.csv", "--target", "")).toEqual([]);
  });

  it("is sourced by the shell from the built command line", () => {
    const source = `seqcast() { ${process.execPath} ${resolve("dist/node/cli.js")} "$@"; }
source <(seqcast completion bash); complete -p seqcast; COMP_WORDS=(seqcast upd); COMP_CWORD=1; _seqcast; echo "$COMPREPLY"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", source], { encoding: "utf8" });
    expect([stdout, stderr]).toEqual(["complete -F _seqcast seqcast\nupdate\n", ""]);
  });
});

/** What a shell offers behind a line that is begun: its words, in order, without what it says of them. */
type Offers = (line: string) => string[];

const isThere = (shell: string): boolean => spawnSync(shell, ["--version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "seqcast-completion-"));
afterAll(() => rmSync(folder, { recursive: true }));

const offeredByZsh: Offers = (text) => {
  const out = join(folder, "offers");
  writeFileSync(out, "");
  const words = ["-f", "tests/cli/offeredByZsh.zsh", folder, text, out];
  const { status, stderr } = spawnSync("zsh", words, { encoding: "utf8", timeout: 30_000 });
  expect([status, stderr]).toEqual([0, ""]);
  return readFileSync(out, "utf8")
    .split("\n")
    .flatMap((row) => /^offer:(.*)$/.exec(row)?.[1] ?? []);
};

const offeredByFish: Offers = (text) => {
  const source = 'source "$argv[1]"; complete -C "$argv[2]"';
  const words = ["--no-config", "-c", source, join(folder, "seqcast.fish"), text];
  const { status, stdout, stderr } = spawnSync("fish", words, {
    encoding: "utf8",
    env: { ...process.env, HOME: folder },
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").flatMap((row) => row.split("\t")[0] || []);
};

/** Tests of shells that are not installed are skipped, and named. */
describe.each([
  ["zsh", "_seqcast", offeredByZsh],
  ["fish", "seqcast.fish", offeredByFish],
] as const)("completion in %s", (shell, file, offers) => {
  const there = isThere(shell);
  const claim = (text: string, check: () => void): void => {
    it.skipIf(!there)(there ? text : `${text} (skipped: no ${shell} here; .ci/run installs it)`, check, 60_000);
  };
  beforeAll(async () => writeFileSync(join(folder, file), (await seqcast(["completion", shell])).stdout));

  claim("offers commands, and flags of a command and of the program", () => {
    expect(offers("seqcast ")).toEqual(expect.arrayContaining(["forecast", "train", "backtest", "completion"]));
    expect(offers("seqcast for")).toEqual(["forecast"]);
    expect(offers("seqcast forecast --ho")).toEqual(["--horizon"]);
    expect(offers("seqcast forecast data.csv --no-").toSorted()).toEqual([
      "--no-config",
      "--no-header",
      "--no-preview",
    ]);
    expect(offers("seqcast models --fo")).toEqual([]);
    expect(offers("seqcast --v")).toEqual(["--version"]);
  });

  claim("offers models, one or several, and choices", () => {
    const lstm = registry.map(({ name }) => name).filter((name) => name.startsWith("l"));
    expect(offers("seqcast forecast --model l")).toEqual(lstm);
    expect(offers("seqcast backtest --models naive,gr")).toEqual(["naive,gru"]);
    expect(offers("seqcast models high")).toEqual(["highway-rnn"]);
    expect(offers("seqcast forecast --theme ").toSorted()).toEqual(["dark", "light"]);
    expect(offers("seqcast completion ").toSorted()).toEqual(["bash", "fish", "zsh"]);
  });

  claim("offers files, and nothing behind a number", () => {
    expect(offers("seqcast forecast CHANGE")).toEqual(["CHANGELOG.md"]);
    expect(offers("seqcast forecast x.csv --out CHANGE")).toEqual(["CHANGELOG.md"]);
    expect(offers("seqcast forecast --horizon ")).toEqual([]);
  });

  claim("offers the columns of the file on the line, one or several", () => {
    const data = "datasets/electricity-demand.csv";
    const [header] = readFileSync(data, "utf8").split("\n", 1);
    expect(offers(`seqcast forecast ${data} --time `).toSorted()).toEqual(header!.split(",").toSorted());
    expect(offers(`seqcast forecast ${data} --target timestamp,de`)).toEqual(["timestamp,demand"]);
    expect(offers("seqcast forecast nowhere.csv --target ")).toEqual([]);
  });
});

describe("completion of other shells", () => {
  it("names every command, flag and model", async () => {
    for (const shell of ["zsh", "fish"]) {
      const { code, stdout } = await seqcast(["completion", shell]);
      expect(code).toBe(0);
      for (const word of ["forecast", "season-length", "highway-rnn", "long wide rows"]) expect(stdout).toContain(word);
      expect(stdout.match(/'/g)!.length % 2).toBe(0);
    }
  });

  it("of an unknown shell is refused, with those that are known", async () => {
    const { code, stderr } = await seqcast(["completion", "tcsh"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("bash, zsh, fish") as string]);
  });
});
