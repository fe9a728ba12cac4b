/** The built command line as a real process. It is built once where it is missing or older than its sources. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Run } from "./terminal.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const script = join(root, "dist/node/cli.js");
const lock = join(root, "node_modules/.seqcast-build");
const STALE = 120_000; // ms after which a lock is taken for that of a dead process

const ageOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function isFresh(): boolean {
  const built = ageOf(script);
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return sources.every((name) => ageOf(join(root, "src", name)) <= built);
}

function takeLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    if (Date.now() - ageOf(lock) > STALE) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

/** Makes sure that the build is not older than the sources; test files that run at the same time wait for one build. */
export async function build(): Promise<void> {
  while (!isFresh()) {
    if (!takeLock()) {
      await new Promise((done) => setTimeout(done, 200));
      continue;
    }
    try {
      if (isFresh()) return;
      const { status, stderr } = spawnSync(process.execPath, [resolve(root, "node_modules/tsup/dist/cli-default.js")], {
        cwd: root,
      });
      if (status !== 0) throw new Error(`the build failed: ${String(stderr)}`);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** How the process is started. */
export interface Start {
  readonly stdin?: string;
  /** Leaves standard input open, as a terminal does. */
  readonly openStdin?: boolean;
  /** The working directory; the repository unless given. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Gets the process, to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Starts the built command line and waits for its end. */
export function startSeqcast(
  words: readonly string[],
  { stdin = "", openStdin = false, cwd = root, env = {}, onStart }: Start = {},
): Promise<Run> {
  const child = spawn(process.execPath, [script, ...words], { cwd, env: { PATH: process.env["PATH"], ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  if (!openStdin) child.stdin.end(stdin);
  onStart?.(child);
  return new Promise((done) => child.on("close", (code) => done({ code: code ?? -1, stdout, stderr })));
}
