/**
 * Checkpoints: everything that a training needs to go on from the end of a pass, as the bytes of a sealed safetensors file.
 * What it goes on to is the same to the last bit as without an interruption.
 */
import { ModelFileError, OptionError } from "../errors.ts";
import type { OptimizerState } from "../optim/index.ts";
import type { RandomState } from "../random.ts";
import { checkSeal, encodeSealed, parseRecord, readHeader, readTensor, type Refusal } from "../safetensors.ts";
import { version } from "../version.generated.ts";
import type { AverageState } from "./averaging.ts";
import type { EpochRecord } from "./train.ts";

type Values = Float32Array | Float64Array;

/** The state of a training at the end of a pass. */
export interface Checkpoint {
  /** What must be the same in the training that goes on from it, as plain JSON. */
  readonly job: Readonly<Record<string, unknown>>;
  readonly epochs: readonly EpochRecord[];
  readonly bestEpoch: number;
  /** Absent without a validation loss. */
  readonly bestLoss: number | undefined;
  /** Optimizer steps so far: the place in the schedule. */
  readonly steps: number;
  readonly random: RandomState;
  readonly optimizer: OptimizerState;
  readonly average: AverageState;
  /** Of the trained parameters, in order. */
  readonly weights: readonly Values[];
  readonly bestWeights: readonly Values[];
}

const FORMAT = 1;
const KEY = "seqcast-checkpoint";

const list = (name: string, arrays: readonly Values[]): [string, Values][] =>
  arrays.map((values, i) => [`${name}.${i}`, values]);

/** Encodes a checkpoint; the same input gives the same bytes. */
export function encodeCheckpoint({ optimizer, average, weights, bestWeights, ...rest }: Checkpoint): Uint8Array {
  const { arrays, ...counted } = optimizer;
  const tensors = [
    ...list("weights", weights),
    ...list("best", bestWeights),
    ...list("average", average.means),
    ...Object.entries(arrays).map(([name, values]) => [`optimizer.${name}`, values] as const),
  ].map(([name, data]) => [name, { shape: [data.length], data }] as const);
  const config = { format: FORMAT, version, ...rest, optimizer: counted, average: { steps: average.steps } };
  return encodeSealed(Object.fromEntries(tensors), { [KEY]: JSON.stringify(config) });
}

const refuse: Refusal = (found) =>
  new ModelFileError({
    where: "resumeFrom",
    expected: "a checkpoint as onCheckpoint gave it",
    found,
    remedy: "take an earlier checkpoint, or train from the start",
  });

/**
 * Decodes what `encodeCheckpoint` made.
 * @throws ModelFileError when the bytes are something else, of another format, or not as they were written
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const header = readHeader(bytes, refuse);
  const text = header.metadata[KEY];
  const config = typeof text === "string" ? parseRecord(text) : undefined;
  if (!config) throw refuse("no checkpoint metadata");
  if (config["format"] !== FORMAT) {
    throw refuse(`format ${JSON.stringify(config["format"])}, while this version (${version}) reads format ${FORMAT}`);
  }
  checkSeal(bytes, header, refuse); // from here on it is what encodeCheckpoint wrote
  const {
    format: _format,
    version: _version,
    ...rest
  } = config as unknown as Checkpoint & { format: 1; version: string };
  const under = (prefix: string): [string, Values][] =>
    header.entries
      .filter(({ name }) => name.startsWith(prefix))
      .map((entry) => [entry.name.slice(prefix.length), readTensor(bytes, entry, refuse).data]);
  const listed = (prefix: string): Values[] => under(prefix).map(([, values]) => values);
  return {
    ...rest,
    optimizer: { ...rest.optimizer, arrays: Object.fromEntries(under("optimizer.")) },
    average: { steps: rest.average.steps, means: listed("average.") },
    weights: listed("weights."),
    bestWeights: listed("best."),
  };
}

/**
 * Checks that a checkpoint belongs to a job.
 * @throws OptionError naming the first thing that differs
 */
export function checkJob(saved: Checkpoint["job"], job: Checkpoint["job"], path = ""): void {
  for (const key of new Set([...Object.keys(job), ...Object.keys(saved)])) {
    const [there, here] = [saved[key], job[key]].map((value) => JSON.stringify(value) ?? "nothing");
    if (there === here) continue;
    const [a, b] = [parseRecord(there!), parseRecord(here!)];
    if (a && b) checkJob(a, b, `${path}${key}.`);
    throw new OptionError({
      where: `resumeFrom ${path}${key}`,
      expected: here!,
      found: there!,
      remedy: "resume with the same model, options and data, or train from the start",
    });
  }
}
