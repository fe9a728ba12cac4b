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
  /** Where the stream stands, as plain JSON: `createRandom(state)` goes on from there. */
  state(): RandomState;
}

/** Where a stream stands. */
export interface RandomState {
  readonly seed: number;
  /** The generator's four words of 32 bits. */
  readonly words: readonly number[];
}

/**
 * Makes a random stream from an integer seed, or goes on from a state.
 * @example createRandom(7).uniform() //=> 0.4547669554594904
 * @see sfc32 by Chris Doty-Humphrey (PractRand), seeded through splitmix32.
 */
export function createRandom(from: number | RandomState): Random {
  const seed = typeof from === "number" ? from : from.seed;
  const words = typeof from === "number" ? startWords(seed) : Int32Array.from(from.words);
  const next = (): number => sfc32(words);
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
    state: () => ({ seed, words: Array.from(words) }),
  };
}

/** The four words of a seed's generator, after its first twelve numbers. */
function startWords(seed: number): Int32Array {
  let state = seed | 0;
  const scrambled = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  const words = Int32Array.of(scrambled(), scrambled(), scrambled(), 1);
  for (let i = 0; i < 12; i++) sfc32(words);
  return words;
}

/** The next 32 bits; the words move on. */
function sfc32(words: Int32Array): number {
  const [a, b, c, d] = [words[0]!, words[1]!, words[2]!, words[3]!];
  const t = (a + b + d) | 0;
  words[3] = d + 1;
  words[0] = b ^ (b >>> 9);
  words[1] = c + (c << 3);
  words[2] = ((c << 21) | (c >>> 11)) + t;
  return t >>> 0;
}
