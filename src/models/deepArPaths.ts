/**
 * Drawing DeepAR's paths: all paths of some windows walk side by side, each told its own draws. N = B K C walkers in the order
 * window, path, channel; H horizon, D hidden units, Q numbers of the output.
 */
import type { Random } from "../random.ts";
import type { KnownCovariates, StepInputs } from "./deepArInputs.ts";
import { countRead, heldBack, type DeepArRows, type RowUnits } from "./deepArWindows.ts";
import type { Output } from "./outputs/output.ts";
import { meanOf } from "./outputs/poisson.ts";
import type { PathOptions } from "./pathOptions.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** What contexts leave behind, in plain memory, since a step's tensors end with it. */
export interface ReadContexts {
  readonly rows: DeepArRows;
  readonly known: KnownCovariates;
  /** What each row is told at all steps (R,constant), of learned vectors. */
  readonly constants: Float32Array;
  /** States (R,D) of the layers; at zero where there is none. */
  readonly h: readonly Float32Array[] | undefined;
  /** LSTM only. */
  readonly c: readonly Float32Array[] | undefined;
}

/** Walkers of the windows from `start` up to `end`. */
export class PathWalk {
  /** N */
  readonly count: number;
  /** States (N,D) of the layers. */
  h: readonly Float32Array[] | undefined;
  /** LSTM only. */
  c: readonly Float32Array[] | undefined;
  readonly #read: ReadContexts;
  readonly #inputs: StepInputs;
  readonly #task: ForecastTask;
  readonly #output: Output;
  readonly #temperature: number;
  readonly #rowOf: (n: number) => number;
  /** (B K): a stream a path */
  readonly #streams: readonly Random[];
  /** (N,H): what the network reads of each draw */
  readonly #drawn: Float32Array;
  /** (N,I): inputs of the running step */
  readonly #x: Float32Array;
  /** (B,K,H,C) */
  readonly paths: Float64Array;

  constructor(
    read: ReadContexts,
    inputs: StepInputs,
    task: ForecastTask,
    { samples, temperature }: PathOptions,
    { start, streams }: { readonly start: number; readonly streams: readonly Random[] },
  ) {
    const { channels, horizon } = task;
    this.#read = read;
    this.#inputs = inputs;
    this.#task = task;
    this.#output = outputOf(task);
    this.#temperature = temperature;
    this.count = streams.length * samples * channels;
    this.#rowOf = (n) => (start + Math.floor(n / (samples * channels))) * channels + (n % channels);
    this.#streams = streams.flatMap((stream) => Array.from({ length: samples }, (_, k) => stream.fork(k)));
    this.#drawn = new Float32Array(this.count * horizon);
    this.paths = new Float64Array(this.count * horizon);
    const constants = this.#spread(read.constants);
    const width = inputs.size + constants.length / this.count;
    this.#x = new Float32Array(this.count * width);
    for (let n = 0; n < this.count; n++)
      this.#x.set(
        constants.subarray(n * (width - inputs.size), (n + 1) * (width - inputs.size)),
        n * width + inputs.size,
      );
    this.h = read.h?.map((states) => this.#spread(states));
    this.c = read.c?.map((states) => this.#spread(states));
  }

  /** What walkers are told at step h (N,I); the same array each time. */
  inputs(h: number): Float32Array {
    const { rows, known } = this.#read;
    const width = this.#x.length / this.count;
    this.#inputs.ahead(this.#x, { width, step: h, drawn: this.#drawn, rowOf: this.#rowOf }, rows, known);
    return this.#x;
  }

  /** Draws step h from the numbers (N,Q). */
  draw(h: number, numbers: Float64Array): void {
    const { channels, horizon } = this.#task;
    const { size, counts } = this.#output;
    for (let n = 0; n < this.count; n++) {
      const path = Math.floor(n / channels);
      const units = this.#read.rows.units[this.#rowOf(n)]!;
      const own = numbers.subarray(n * size, (n + 1) * size);
      const value = counts ? this.#count(own, units, this.#streams[path]!) : this.#real(own, this.#streams[path]!);
      this.#drawn[n * horizon + h] = counts ? countRead(value, units) : heldBack(value);
      const i = (path * horizon + h) * channels + (n % channels);
      this.paths[i] = counts ? value : units.centre + units.scale * value;
    }
  }

  #real(numbers: Float64Array, random: Random): number {
    const middle = numbers[this.#output.centre]!;
    return tempered(middle, this.#output.sample(numbers, random), this.#temperature);
  }

  #count(numbers: Float64Array, { centre }: RowUnits, random: Random): number {
    numbers[0] = numbers[0]! + centre;
    const drawn = this.#output.sample(numbers, random);
    return Math.max(0, Math.round(tempered(meanOf(numbers[0]), drawn, this.#temperature)));
  }

  /** What rows have (R,…) for each of their walkers (N,…). */
  #spread(values: Float32Array): Float32Array {
    const width = values.length / this.#read.rows.units.length;
    const out = new Float32Array(this.count * width);
    for (let n = 0; n < this.count; n++) {
      const row = this.#rowOf(n);
      out.set(values.subarray(row * width, (row + 1) * width), n * width);
    }
    return out;
  }
}

/** A draw brought nearer to the middle, or farther from it. */
function tempered(middle: number, drawn: number, temperature: number): number {
  return temperature === 1 ? drawn : middle + temperature * (drawn - middle);
}
