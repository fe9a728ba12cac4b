/**
 * Progress on standard error: one rewritten line on a terminal; elsewhere a plain line now and then, or with --json an event a
 * line, each a JSON object.
 */
import type { BacktestProgress } from "../evaluation/index.ts";
import type { TrainingProgress } from "../training/index.ts";
import type { OutputFlags } from "./flags.ts";
import { jsonLine } from "./json.ts";
import { wrap } from "./paragraph.ts";
import { type Palette, paletteOf, type Terminal, wrapWidth } from "./terminal.ts";

/** Where a command tells how far it is. */
export interface Progress {
  /** A line that stays. */
  readonly note: (text: string) => void;
  /** The state of the work. */
  readonly report: (progress: BacktestProgress | TrainingProgress) => void;
  /** A state in words, until the next one. */
  readonly working: (text: string) => void;
  /** Takes the rewritten line away. */
  readonly clear: () => void;
}

const BETWEEN_LINES = 2000; // ms
const BAR = 12;

/** Progress that says nothing, for --quiet. */
const silent: Progress = { note() {}, report() {}, working() {}, clear() {} };

/** Opens the progress of a command. */
export function openProgress(terminal: Terminal, { quiet, json }: Pick<OutputFlags, "quiet" | "json">): Progress {
  if (quiet) return silent;
  if (terminal.stderr.isTTY) return rewritten(terminal);
  return json ? events(terminal) : plain(terminal);
}

/** An event a line, for programs; all of them, since a program does not mind how many. */
function events({ stderr }: Terminal): Progress {
  const write = (event: object): void => stderr.write(jsonLine(event));
  return {
    note: (text) => text !== "" && write({ event: "note", text }),
    report: ({ stage, ...facts }) => write({ event: stage === "backtest" ? "fit" : "epoch", ...facts }),
    working: (text) => write({ event: "working", text }),
    clear() {},
  };
}

/** Ends the progress before the result; a blank line parts them where both are seen on one terminal. */
export function endProgress(progress: Progress, { stdout, stderr }: Terminal): void {
  progress.clear();
  if (stdout.isTTY && stderr.isTTY) progress.note("");
}

/** Time left in a backtest, by the fits done, or in a training, by its epochs. */
function createClock(): (progress: BacktestProgress | TrainingProgress) => string {
  let start = performance.now();
  return (progress) => {
    if (progress.stage === "backtest") {
      start = performance.now();
      return progress.timeLeft === undefined ? "" : `${duration(1000 * Math.ceil(progress.timeLeft / 1000))} left`;
    }
    if (progress.epoch === progress.of) {
      start = performance.now();
      return "";
    }
    const perEpoch = (performance.now() - start) / progress.epoch;
    return `${duration(1000 * Math.ceil((perEpoch * (progress.of - progress.epoch)) / 1000))} left`;
  };
}

/**
 * Milliseconds in words.
 * @example duration(125_000) //=> "2 min 5 s"
 * @example duration(420) //=> "0.4 s"
 */
export function duration(milliseconds: number): string {
  if (milliseconds < 100) return "less than 0.1 s";
  if (milliseconds < 9950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function lossesOf({ trainingLoss, validationLoss }: TrainingProgress): string {
  const loss = `loss ${trainingLoss.toFixed(4)}`;
  return validationLoss === undefined ? loss : `${loss}, validation ${validationLoss.toFixed(4)}`;
}

function plain({ stderr }: Terminal): Progress {
  const timeLeft = createClock();
  let last = performance.now();
  return {
    note: (text) => stderr.write(`${text}\n`),
    report(progress) {
      const left = timeLeft(progress);
      if (performance.now() - last < BETWEEN_LINES) return;
      last = performance.now();
      const { model, of } = progress;
      const state =
        progress.stage === "backtest"
          ? [`fit ${progress.fit} of ${of}`, left].filter(Boolean).join(", ")
          : [`epoch ${progress.epoch} of ${of}`, lossesOf(progress), left].filter(Boolean).join(", ");
      stderr.write(`${model}: ${state}\n`);
    },
    working() {},
    clear() {},
  };
}

function rewritten(terminal: Terminal): Progress {
  const { stderr } = terminal;
  const palette = paletteOf(stderr, terminal);
  const timeLeft = createClock();
  let shown = false;
  let fit = "";
  const clear = (): void => {
    if (shown) stderr.write("\r\u001b[2K");
    shown = false;
  };
  const show = (text: string): void => {
    stderr.write(`\r\u001b[2K${text}`);
    shown = true;
  };
  return {
    note(text) {
      clear();
      stderr.write(`${palette.dim(wrap(text, wrapWidth(stderr), 2))}\n`);
    },
    report(progress) {
      const left = timeLeft(progress);
      if (progress.stage === "backtest") {
        fit = `fit ${progress.fit}/${progress.of}  `;
        show([`${fit}${progress.model}`, left].filter(Boolean).join("  "));
      } else {
        show(trainingLine(fit, progress, left, palette, stderr.columns ?? 80));
      }
    },
    working: show,
    clear,
  };
}

/** As many parts as fit on one line: a wrapped line could not be rewritten. */
function trainingLine(
  fit: string,
  progress: TrainingProgress,
  left: string,
  palette: Palette,
  columns: number,
): string {
  const { model, epoch, of } = progress;
  const done = Math.round((BAR * epoch) / of);
  const bar = palette.cyan("━".repeat(done)) + palette.dim("─".repeat(BAR - done));
  const state = `epoch ${epoch}/${of}`;
  const losses = lossesOf(progress);
  const most = [state, losses, left].filter(Boolean);
  const room = columns - 1 - `${fit}${model}`.length - 2 - BAR;
  const fewer = [state, losses.split(", ").at(-1)!, left].filter(Boolean);
  const fitting = [most, fewer, [state, left].filter(Boolean), [state]].find(
    (parts) => parts.join("  ").length + 2 <= room,
  );
  return [`${fit}${model}`, bar, ...(fitting ?? [])].join("  ");
}
