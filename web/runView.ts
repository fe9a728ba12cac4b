/** Shows how far the work is: a line of text, a bar, the losses so far. */
import { drawChart } from "./chart.ts";
import { byId } from "./page.ts";
import type { Progress } from "./protocol.ts";

const SPEAK_EVERY = 4000; // ms between words to a screen reader

let losses: { epoch: number; training: number; validation: number }[] = [];
let spoken = 0;
let drawing = 0;

/** Says something to a screen reader. */
export function say(text: string): void {
  byId("status", HTMLElement).textContent = text;
}

/** Begins a run. */
export function beginRun(): void {
  losses = [];
  byId("run", HTMLElement).hidden = false;
  byId("training", HTMLElement).hidden = true;
  write("Starting", undefined);
  say("Training has started.");
}

/** Ends it, with a last word or none. */
export function endRun(text: string): void {
  byId("run", HTMLElement).hidden = text === "";
  byId("run-text", HTMLElement).textContent = text;
  byId("run-bar", HTMLElement).hidden = true;
  endTraining();
}

/** Takes the losses away: a forecast stands in their place. */
export function endTraining(): void {
  losses = [];
  cancelAnimationFrame(drawing);
  byId("training", HTMLElement).hidden = true;
}

function write(text: string, share: number | undefined): void {
  const bar = byId("run-bar", HTMLProgressElement);
  bar.hidden = false;
  byId("run-text", HTMLElement).textContent = text;
  if (share === undefined) bar.removeAttribute("value");
  else bar.value = share;
}

const stages = {
  reading: "Reading the file",
  fitting: "Fitting the model",
  forecasting: "Forecasting",
} as const;

/** Shows a step of the work. */
export function showProgress(progress: Progress): void {
  if (progress.stage === "judging")
    return write(
      `Comparing: ${progress.model}, fit ${progress.fit} of ${progress.of}`,
      (progress.fit - 1) / progress.of,
    );
  if (progress.stage !== "training") return write(stages[progress.stage], undefined);
  const { model, epoch, of, trainingLoss, validationLoss, backtest } = progress;
  const text = `${backtest ? "Comparing: " : ""}${model}, pass ${epoch} of ${of}, loss ${(validationLoss ?? trainingLoss).toFixed(4)}`;
  write(text, epoch / of);
  if (performance.now() - spoken > SPEAK_EVERY) {
    spoken = performance.now();
    say(text);
  }
  if (backtest) return;
  if ((losses.at(-1)?.epoch ?? 0) >= epoch) losses = [];
  losses.push({ epoch, training: trainingLoss, validation: validationLoss ?? NaN });
  cancelAnimationFrame(drawing);
  drawing = requestAnimationFrame(drawLosses);
}

function drawLosses(): void {
  const card = byId("training", HTMLElement);
  if (losses.length < 2 || byId("run-bar", HTMLElement).hidden) return;
  const isNew = card.hidden;
  card.hidden = false;
  const x = losses.map(({ epoch }) => epoch);
  const validation = losses.map((one) => one.validation);
  byId("validation-key", HTMLElement).hidden = validation.every(Number.isNaN);
  drawChart(byId("loss", HTMLElement), {
    label: `Loss after ${losses.length} passes: ${losses.at(-1)!.training.toFixed(4)}.`,
    time: false,
    height: 260,
    marks: 4,
    lines: [
      { x, y: losses.map(({ training }) => training), look: "line training" },
      { x, y: validation, look: "line validation" },
    ],
  });
  if (isNew) card.scrollIntoView({ block: "nearest" });
}
