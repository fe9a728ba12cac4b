/** What a command may touch of the process it runs in, so that tests can run one without a process. */
import colors from "picocolors";

/** One of the standard outputs. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Characters in a line; undefined where nobody looks. */
  readonly columns: number | undefined;
}

/** The surroundings of a run. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Opens standard input; called for the file "-" only. */
  readonly stdin: () => AsyncIterable<string | Uint8Array>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The words of the run, command first; none before it has begun. */
  readonly words?: readonly string[];
}

/** Functions that colour text, or leave it as it is. */
export type Palette = ReturnType<typeof colors.createColors>;

/** Whether an output shows colours: on a terminal, unless NO_COLOR or TERM=dumb says otherwise. */
export function hasColors({ isTTY }: Output, { env }: Terminal): boolean {
  return isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}

/** The colours of an output. */
export function paletteOf(output: Output, terminal: Terminal): Palette {
  return colors.createColors(hasColors(output, terminal));
}

/** Characters to wrap text at: the terminal's, at most 100. */
export function wrapWidth({ columns }: Output): number {
  return Math.max(40, Math.min(columns ?? 100, 100));
}
