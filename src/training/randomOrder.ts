/** Random order without a list: what training draws from may be larger than what memory should hold. */
import type { Random } from "../random.ts";

/** Things by their number; undefined where one is to be left out. A list is such. */
export interface Indexed<W> {
  readonly length: number;
  at(index: number): W | undefined;
}

const SHUFFLED = 65_536; // numbers that are shuffled in memory
const ROUNDS = 4;

/**
 * The numbers below `count` in random order, each once: place → number. Few are shuffled; more go through a permutation that is
 * computed, a Feistel network over the next power of 4 that is walked until a number lies below `count`.
 * @see Black & Rogaway 2002, "Ciphers with arbitrary finite domains", CT-RSA
 */
export function randomOrder(count: number, random: Random): (place: number) => number {
  if (count <= SHUFFLED) {
    const order = random.shuffle(Uint32Array.from({ length: count }, (_, i) => i));
    return (place) => order[place]!;
  }
  let bits = 1; // of a half
  while (4 ** bits < count) bits++;
  const keys = Array.from({ length: ROUNDS }, () => random.integer(4294967296) | 0);
  return (place) => {
    let number = place;
    do number = scrambled(number, bits, keys);
    while (number >= count);
    return number;
  };
}

/** A permutation of the numbers of 2 `bits` bits. */
function scrambled(number: number, bits: number, keys: readonly number[]): number {
  const half = 2 ** bits;
  let left = Math.floor(number / half);
  let right = number % half;
  for (const key of keys) {
    let mixed = Math.imul(right ^ key, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    const next = left ^ ((mixed ^ (mixed >>> 15)) >>> (32 - bits));
    left = right;
    right = next;
  }
  return left * half + right;
}

/** Draws things in random order, or without a stream of chance in their own, each once: so many, or fewer where no more are left. */
export function drawer<W>(source: Indexed<W>, random: Random | undefined): (count: number) => W[] {
  const order = random ? randomOrder(source.length, random) : (place: number) => place;
  let place = 0;
  return (count) => {
    const drawn: W[] = [];
    while (drawn.length < count && place < source.length) {
      const one = source.at(order(place++));
      if (one !== undefined) drawn.push(one);
    }
    return drawn;
  };
}
