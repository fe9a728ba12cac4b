/**
 * Checkpoints of a highway: those of its networks, which are trained one after the other, one behind the other in one file. A line of text
 * tells their lengths; each is sealed in itself. The last one of a network that is done gives it back without any training.
 */
import { ModelFileError } from "../errors.ts";

const START = "seqcast-checkpoints";

/** Puts checkpoints of networks into one. */
export function joinCheckpoints(parts: readonly Uint8Array[]): Uint8Array {
  const line = new TextEncoder().encode(`${[START, ...parts.map(({ length }) => length)].join(" ")}\n`);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, line.length));
  let at = 0;
  for (const part of [line, ...parts]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * Takes apart what `joinCheckpoints` made.
 * @param networks - how many there may be at most
 * @throws ModelFileError when the bytes are something else or cut short, or of more networks
 */
export function splitCheckpoints(bytes: Uint8Array, networks: number): Uint8Array[] {
  const end = bytes.indexOf(0x0a);
  const [start, ...lengths] = new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))).split(" ");
  let at = end + 1;
  const parts = lengths.map((length) => bytes.subarray(at, (at += Number(length))));
  const whole = start === START && at === bytes.length;
  if (whole && parts.length <= networks) return parts;
  throw new ModelFileError({
    where: "resumeFrom",
    expected: `a checkpoint as onCheckpoint gave it to a highway-rnn of ${networks} networks`,
    found: whole ? `one of ${parts.length}` : start === START ? "a file cut short" : "something else",
    remedy: "take an earlier checkpoint, or train from the start",
  });
}
