/** A backtest on worker threads: units are handed out one by one, and what comes back is put in order afterwards. */
import { startModule, type ModuleWorker } from "#platform";
import { CancelledError, UnsupportedError } from "../../errors.ts";
import { recipeOf, type Recipe } from "../../models/index.ts";
import type { TrainingProgress } from "../../training/index.ts";
import { modelRun, report, type Run } from "./run.ts";
import type { Outcome } from "./runModel.ts";
import { unpackError, type PackedError, type UnitResult, type Work } from "./serve.ts";
import { isDoubtful, unitsOf, wholeUnit, type Unit } from "./units.ts";

/** What a worker says. */
export type Answer = { readonly progress: TrainingProgress } | { readonly result: UnitResult };

/** Units that wait, and what is known of those that do not. */
interface Queue {
  readonly waiting: Unit[];
  /** Stages whose fit has been told. */
  readonly told: Set<string>;
  /** Chunks of each stage that are not back yet. */
  readonly open: Map<string, number>;
  /** Outcomes of chunks of each stage, until all are back. */
  readonly parts: Map<string, Part>;
}

interface Part {
  readonly outcomes: Outcome[];
  readonly results: UnitResult[];
  doubtful: boolean;
}

const stageKey = ({ model, stages }: Unit): string => `${model} ${stages.join(" ")}`;

/**
 * Runs the models that have a recipe; the others are none of its business.
 * @throws CancelledError when the signal is aborted; UnsupportedError when a worker cannot be started or dies
 */
export async function runInWorkers(run: Run, recipes: readonly (Recipe | undefined)[]): Promise<void> {
  const queue: Queue = { waiting: [], told: new Set(), open: new Map(), parts: new Map() };
  recipes.forEach((recipe, model) => {
    if (!recipe) return;
    modelRun(run, model);
    const { units, done } = unitsOf(run, model, recipe);
    done.forEach(() => report(run, run.plan.labels[model]!, true));
    for (const unit of units) {
      queue.waiting.push(unit);
      queue.open.set(stageKey(unit), (queue.open.get(stageKey(unit)) ?? 0) + 1);
    }
  });
  const count = Math.min(run.options.workers ?? 0, queue.waiting.length);
  if (count === 0) return;
  const work = workOf(run, recipes);
  const stop = new AbortController();
  const serve = (_: unknown, i: number): Promise<void> => serveQueue(run, recipes, queue, work, i + 1, stop);
  try {
    await Promise.all(Array.from({ length: count }, serve));
  } finally {
    stop.abort(); // of a failure, a cancel or the end
    for (const [key, part] of queue.parts) if (!part.doubtful) keep(run, Number(key.split(" ")[0]), part); // of a cancel
  }
}

const plain = (recipe: Recipe | undefined): Work["fallback"] =>
  recipe && { name: recipe.name, options: recipe.options };

function workOf({ series, plan, stages, options }: Run, recipes: readonly (Recipe | undefined)[]): Work {
  const { metrics: _metrics, refit: _refit, ...rest } = plan;
  let folds = 0;
  const fitsAt = stages.map((stage) => (folds += stage.folds.length) - stage.folds.length);
  const fallback = options.fallback && recipeOf(options.fallback);
  return {
    series,
    plan: rest,
    fitsAt,
    models: recipes.map(plain),
    fallback: plain(fallback),
    warmStart: options.warmStart === true,
  };
}

const ignored = (): void => undefined;

/** One worker, from its start until nothing waits. */
async function serveQueue(
  run: Run,
  recipes: readonly (Recipe | undefined)[],
  queue: Queue,
  work: Work,
  number: number,
  stop: AbortController,
): Promise<void> {
  const numerics = recipes.find((recipe) => recipe?.numerics)?.numerics;
  const environment = { SEQCAST_THREADS: "1", ...(numerics && { SEQCAST_NUMERICS: numerics }) };
  const { signal, onProgress } = run.options;
  let settle: (answer: UnitResult) => void = ignored;
  let ended: Error | undefined;
  let fail: (cause: Error) => void = (cause) => (ended = cause);
  const worker: ModuleWorker = startModule("worker", work, environment, {
    onMessage(message) {
      const answer = message as Answer;
      if ("progress" in answer) onProgress?.(answer.progress);
      else settle(answer.result);
    },
    onEnd: (reason) => fail(workerEnded(number, reason)),
  });
  const cancel = (): void => fail(new CancelledError({ where: "backtest", expected: "all fits", found: "a cancel" }));
  const end = (): void => fail(new CancelledError({ where: "backtest", expected: "all fits", found: "an end" }));
  signal?.addEventListener("abort", cancel);
  stop.signal.addEventListener("abort", end);
  try {
    for (let unit = next(queue); unit; unit = next(queue)) {
      const current = unit;
      announce(run, queue, current, number);
      const result = await new Promise<UnitResult>((resolve, reject) => {
        [settle, fail] = [resolve, reject];
        if (ended) reject(ended);
        else if (signal?.aborted) cancel();
        else if (stop.signal.aborted) end();
        else worker.post(current);
      });
      takeResult(run, recipes, queue, current, result);
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    stop.signal.removeEventListener("abort", end);
    await worker.stop();
  }
}

const next = (queue: Queue): Unit | undefined => queue.waiting.shift();

/** Tells the fits of a unit, once for all its chunks. */
function announce(run: Run, { told }: Queue, unit: Unit, worker: number): void {
  if (told.has(stageKey(unit))) return;
  told.add(stageKey(unit));
  unit.stages.forEach(() => report(run, run.plan.labels[unit.model]!, false, worker));
}

/** Keeps what came of a unit; chunks of one fit wait for each other, since some errors make it necessary to fit all together. */
function takeResult(
  run: Run,
  recipes: readonly (Recipe | undefined)[],
  queue: Queue,
  unit: Unit,
  result: UnitResult,
): void {
  const key = stageKey(unit);
  const part: Part = queue.parts.get(key) ?? { outcomes: [], results: [], doubtful: false };
  queue.parts.set(key, part);
  part.outcomes.push(...result.outcomes.map(unpacked));
  part.results.push(result);
  part.doubtful ||= isDoubtful(unit, recipes[unit.model]!) && part.outcomes.some(failedToFit);
  const open = queue.open.get(key)! - 1;
  queue.open.set(key, open);
  if (open > 0) return;
  queue.parts.delete(key);
  if (part.doubtful) {
    queue.open.set(key, 1);
    queue.waiting.unshift(wholeUnit(run, unit.model, unit.stages));
    return;
  }
  keep(run, unit.model, part);
}

function keep(run: Run, model: number, { outcomes: found, results }: Part): void {
  const { outcomes, clock } = modelRun(run, model);
  outcomes.push(...found);
  clock.fits += Math.max(...results.map((one) => one.clock.fits)); // chunks are parts of one
  for (const { clock: own } of results) {
    clock.fitMilliseconds += own.fitMilliseconds;
    clock.predictMilliseconds += own.predictMilliseconds;
    clock.forecasts += own.forecasts;
  }
}

const failedToFit = ({ failure }: Outcome): boolean => failure?.during === "fit";

function unpacked({ failure, ...outcome }: Outcome): Outcome {
  return { ...outcome, failure: failure && { ...failure, cause: unpackError(failure.cause as PackedError) } };
}

function workerEnded(number: number, reason: string): UnsupportedError {
  return new UnsupportedError({
    where: `backtest: worker ${number}`,
    expected: "a thread that goes on",
    found: reason,
    remedy: "use fewer workers, or none",
  });
}
