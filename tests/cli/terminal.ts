/** A terminal in memory: what a run wrote, and its exit code. */
import { run } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface Surroundings {
  /** Whether both outputs are terminals. */
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  /** Called with each text written to standard error. */
  readonly onStderr?: (text: string) => void;
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** A terminal and what was written to it. */
export function createTerminal(around: Surroundings = {}): Terminal & { written: { stdout: string; stderr: string } } {
  const { isTTY = false, columns, env = {}, stdin = "", signal = new AbortController().signal, onStderr } = around;
  const written = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr") => ({
    write: (text: string): void => {
      written[name] += text;
      if (name === "stderr") onStderr?.(text);
    },
    isTTY,
    columns,
  });
  return { stdout: output("stdout"), stderr: output("stderr"), stdin: () => once(stdin), signal, env, written };
}

/** Runs one command line in this process. */
export async function seqcast(words: readonly string[], around: Surroundings = {}): Promise<Run> {
  const terminal = createTerminal(around);
  const code = await run(words, terminal);
  return { code, ...terminal.written };
}

/** Splits a line as a shell would that knows no quotes. */
export const line = (text: string): string[] => text.trim().split(/\s+/);

const day = 86_400_000;

/** A small daily file of a weekly wave with two series. */
export function smallCsv(rows = 60): string {
  const lines = ["day,shop,sales,visits,plan,size"];
  for (let t = 0; t < rows; t++) {
    const date = new Date(Date.UTC(2024, 0, 1) + t * day).toISOString().slice(0, 10);
    for (const [shop, level] of [
      ["north", 100],
      ["south", 40],
    ] as const) {
      const noise = ((t * 37 + level) % 11) / 4;
      lines.push(`${date},${shop},${level + 10 * (t % 7) + noise},${level * 3 + (t % 7)},${t % 7},${level}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
