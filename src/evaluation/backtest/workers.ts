/** A backtest on worker threads: units are handed out one by one, and what comes back is put in order afterwards. */
import { startModule } from "#platform";
import { CancelledError, UnsupportedError } from "../../errors.ts";
import { recipeOf, type Recipe } from "../../models/index.ts";
import type { TrainingProgress } from "../../training/index.ts";
import { modelRun, report, type Run } from "./run.ts";
import type { Outcome } from "./runModel.ts";
import { unpackError, type PackedError, type UnitResult, type Work } from "./serve.ts";
import { isDoubtful, unitsOf, wholeUnit, type Unit } from "./units.ts";

/** What a worker says. */
export type Answer = { readonly progress: TrainingProgress } | { readonly result: UnitResult };

/** Fits of one model that belong together, and what has come of their units. */
interface Part {
  readonly model: number;
  /** Units that are not back yet. */
  open: number;
  /** Whether it has been told that the fits begin. */
  told: boolean;
  /** Whether an error has shown that all series must be fitted together. */
  doubtful: boolean;
  readonly results: UnitResult[];
  readonly outcomes: Outcome[];
}

/** What the workers of a backtest share. */
interface Pool {
  readonly run: Run;
  readonly recipes: readonly (Recipe | undefined)[];
  readonly work: Work;
  readonly environment: Readonly<Record<string, string>>;
  /** Units that wait, each with the part that it belongs to. */
  readonly waiting: { readonly unit: Unit; readonly part: Part }[];
  readonly parts: Set<Part>;
  /** Aborted by a failure, a cancel or the end. */
  readonly end: AbortController;
}

/**
 * Runs the models that have a recipe; the others are none of its business.
 * @throws CancelledError when the signal is aborted; UnsupportedError when a worker cannot be started or dies
 */
export async function runInWorkers(run: Run, recipes: readonly (Recipe | undefined)[]): Promise<void> {
  const pool = poolOf(run, recipes);
  recipes.forEach((recipe, model) => recipe && enqueue(pool, model, recipe));
  if (pool.waiting.length > 0 && run.options.signal?.aborted) throw cancelOf("a cancel");
  const count = Math.min(run.options.workers ?? 0, pool.waiting.length);
  try {
    await Promise.all(Array.from({ length: count }, (_, i) => serveQueue(pool, i + 1)));
  } finally {
    pool.end.abort();
    for (const part of pool.parts) if (!part.doubtful) keep(run, part); // of a cancel: what is back counts
  }
}

function poolOf(run: Run, recipes: readonly (Recipe | undefined)[]): Pool {
  const numerics = recipes.find((recipe) => recipe?.numerics)?.numerics;
  return {
    run,
    recipes,
    work: workOf(run, recipes),
    environment: { SEQCAST_THREADS: "1", ...(numerics && { SEQCAST_NUMERICS: numerics }) },
    waiting: [],
    parts: new Set(),
    end: new AbortController(),
  };
}

const plain = (recipe: Recipe | undefined): Work["fallback"] =>
  recipe && { name: recipe.name, options: recipe.options };

function workOf({ series, plan, stages, options }: Run, recipes: readonly (Recipe | undefined)[]): Work {
  const { metrics: _metrics, refit: _refit, ...rest } = plan;
  let folds = 0;
  return {
    series,
    plan: rest,
    fitsAt: stages.map((stage) => (folds += stage.folds.length) - stage.folds.length),
    models: recipes.map(plain),
    fallback: plain(options.fallback && recipeOf(options.fallback)),
    warmStart: options.warmStart === true,
  };
}

/** Puts a model's units into the queue. */
function enqueue({ run, waiting, parts }: Pool, model: number, recipe: Recipe): void {
  modelRun(run, model);
  const { units, done } = unitsOf(run, model, recipe);
  done.forEach(() => report(run, run.plan.labels[model]!, true));
  const byFit = new Map<string, Part>();
  for (const unit of units) {
    const key = unit.stages.join(" ");
    const part = byFit.get(key) ?? { model, open: 0, told: false, doubtful: false, results: [], outcomes: [] };
    byFit.set(key, part);
    parts.add(part);
    part.open++;
    waiting.push({ unit, part });
  }
}

/** One worker, from its start until nothing waits. */
async function serveQueue(pool: Pool, number: number): Promise<void> {
  const { run, waiting } = pool;
  const worker = openWorker(pool, number);
  try {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { unit, part } = next;
      if (!part.told) unit.stages.forEach(() => report(run, run.plan.labels[unit.model]!, false, number));
      part.told = true;
      takeResult(pool, next, await worker.ask(unit));
    }
  } finally {
    await worker.stop();
  }
}

/** A worker that answers one unit at a time. */
interface UnitWorker {
  readonly ask: (unit: Unit) => Promise<UnitResult>;
  readonly stop: () => Promise<void>;
}

function openWorker({ run, work, environment, end }: Pool, number: number): UnitWorker {
  const { signal, onProgress } = run.options;
  let ended: { readonly cause: unknown } | undefined;
  let settle: ((answer: UnitResult) => void) | undefined;
  let fail: ((cause: unknown) => void) | undefined;
  const finish = (cause: unknown): void => {
    ended ??= { cause };
    fail?.(ended.cause);
  };
  const cancel = (): void => finish(cancelOf("a cancel"));
  const stopped = (): void => finish(cancelOf("an end"));
  const worker = startModule("worker", work, environment, {
    onMessage(message) {
      const answer = message as Answer;
      if ("result" in answer) return settle?.(answer.result);
      try {
        onProgress?.(answer.progress);
      } catch (cause) {
        finish(cause); // thrown on, it would end the process
      }
    },
    onEnd: (reason) => finish(workerEnded(number, reason)),
  });
  signal?.addEventListener("abort", cancel);
  end.signal.addEventListener("abort", stopped);
  return {
    ask: (unit) =>
      new Promise((resolve, reject) => {
        [settle, fail] = [resolve, reject];
        if (signal?.aborted) cancel();
        if (ended) reject(ended.cause);
        else worker.post(unit);
      }),
    async stop() {
      signal?.removeEventListener("abort", cancel);
      end.signal.removeEventListener("abort", stopped);
      await worker.stop();
    },
  };
}

/** Keeps what came of a unit; units of one fit wait for each other, since some errors make it necessary to fit all together. */
function takeResult(pool: Pool, { unit, part }: Pool["waiting"][number], result: UnitResult): void {
  const { run, recipes, waiting, parts } = pool;
  part.results.push(result);
  for (const outcome of result.outcomes) part.outcomes.push(unpacked(outcome));
  part.doubtful ||= isDoubtful(unit, recipes[unit.model]!) && part.outcomes.some(failedToFit);
  if (--part.open > 0) return;
  parts.delete(part);
  if (!part.doubtful) return keep(run, part);
  const again: Part = { ...part, open: 1, doubtful: false, results: [], outcomes: [] };
  parts.add(again);
  waiting.unshift({ unit: wholeUnit(run, unit.model, unit.stages), part: again });
}

function keep(run: Run, { model, outcomes, results }: Part): void {
  const { outcomes: all, clock } = modelRun(run, model);
  for (const outcome of outcomes) all.push(outcome);
  // Units of one fit count once.
  const most = results.reduce<UnitResult | undefined>((a, b) => (a && a.clock.fits >= b.clock.fits ? a : b), undefined);
  clock.fits += most?.clock.fits ?? 0;
  const silent = most?.clock.silentFits;
  if (silent !== undefined) clock.silentFits = (clock.silentFits ?? 0) + silent;
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

const cancelOf = (found: string): CancelledError =>
  new CancelledError({ where: "backtest", expected: "all fits", found });

function workerEnded(number: number, reason: string): UnsupportedError {
  return new UnsupportedError({
    where: `backtest: worker ${number}`,
    expected: "a thread that goes on",
    found: reason,
    remedy: "use fewer workers, or none",
  });
}
