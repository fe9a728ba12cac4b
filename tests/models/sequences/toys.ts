/** Small tasks that the tests of sequence models learn. */
import type { LabelledSequence } from "../../../src/models/index.ts";
import { createRandom } from "../../../src/random.ts";

/** Letters of unequal number, with one a and one b among c to f; the class is which of the two comes first. */
export function whichFirst(count: number, seed = 1): LabelledSequence[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const letters = Array.from({ length: 4 + random.integer(8) }, () => "cdef"[random.integer(4)]!);
    const [one, two] = Array.from(random.shuffle(Uint32Array.from(letters.keys())).subarray(0, 2)).sort(
      (x, y) => x - y,
    );
    const first = random.integer(2);
    letters[one!] = "ab"[first]!;
    letters[two!] = "ba"[first]!;
    return { sequence: letters, label: letters[one!]! };
  });
}

/** Noise with a bump that rises and falls, or falls and rises: of the same mean and the same values. */
export function bumps(count: number, seed = 1): LabelledSequence[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const values = Array.from({ length: 8 + random.integer(6) }, () => 5 + 0.3 * random.normal());
    const at = random.integer(values.length - 1);
    const up = random.integer(2);
    values[at]! += up ? 3 : -3;
    values[at + 1]! += up ? -3 : 3;
    return { sequence: values, label: up };
  });
}

/** Numbers above 0 or, one in ten, below; the two overlap. */
export function unbalanced(count: number, seed = 1): LabelledSequence[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const rare = random.integer(10) === 0;
    return { sequence: [(rare ? -0.8 : 0.8) + random.normal()], label: rare ? "rare" : "usual" };
  });
}
