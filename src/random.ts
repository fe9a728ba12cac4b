/** A seeded random generator, passed as an argument wherever chance is used: there is no global state. */
import { cos, log } from "./elementary.ts";

/** A stream of random numbers; the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T extends { length: number; [i: number]: number }>(items: T): T;
  /** An independent stream, determined by this stream's seed and the label. */
  fork(label: number): Random;
}

/**
 * Makes a random stream from an integer seed.
 * @example createRandom(7).uniform() //=> 0.4547669554594904
 * @see sfc32 by Chris Doty-Humphrey (PractRand), seeded through splitmix32.
 */
export function createRandom(seed: number): Random {
  const next = sfc32(seed);
  const uniform = (): number => next() / 4294967296;
  const integer = (n: number): number => Math.floor(uniform() * n);
  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * log(1 - uniform())) * cos(6.283185307179586 * uniform()), // Box-Muller
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        const kept = items[i]!;
        items[i] = items[j]!;
        items[j] = kept;
      }
      return items;
    },
    fork: (label) => createRandom((Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(label + 1, 0xc2b2ae35)) | 0),
  };
}

function sfc32(seed: number): () => number {
  let state = seed | 0;
  const scrambled = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = scrambled();
  let b = scrambled();
  let c = scrambled();
  let d = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
