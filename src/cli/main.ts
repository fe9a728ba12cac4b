#!/usr/bin/env node
/** The process: standard streams, signals and the exit code. All else stands in `run.ts`, which tests call without a process. */
import { addAbortSignal } from "node:stream";
import { run } from "./run.ts";
import type { Output } from "./terminal.ts";

const interrupt = new AbortController();
const PATIENCE = 2000; // ms for what is going on to end by itself, with a word about what was done
// Only the first signal is caught: a second Ctrl-C ends the process at once.
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => {
    interrupt.abort();
    setTimeout(() => process.exit(1), PATIENCE).unref();
  });
}
// A reader that has seen enough (`seqcast … | head`) is no failure.
process.stderr.on("error", () => undefined);
process.stdout.on("error", (cause: NodeJS.ErrnoException) => process.exit(cause.code === "EPIPE" ? 0 : 1));

const outputOf = (stream: NodeJS.WriteStream): Output => ({
  write: (text) => void stream.write(text),
  isTTY: stream.isTTY,
  get columns() {
    return stream.isTTY ? stream.columns : undefined;
  },
});

process.exitCode = await run(process.argv.slice(2), {
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  stdin: () => addAbortSignal(interrupt.signal, process.stdin),
  signal: interrupt.signal,
  env: process.env,
});
