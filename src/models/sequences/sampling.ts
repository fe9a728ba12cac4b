/** Drawing a token from logits: temperature, the k most probable, the smallest set of a given probability. */
import { exp } from "../../elementary.ts";
import type { OptionSpecs } from "../../options.ts";
import type { Random } from "../../random.ts";
import { UNKNOWN } from "./vocabulary.ts";

/** How a token is drawn. */
export interface SamplingOptions {
  /** What logits are divided by: below 1 the probable become more so; at 0 the most probable token is taken. */
  readonly temperature: number;
  /** Draw among so many of the most probable tokens; all unless given. */
  readonly topK?: number | undefined;
  /** Draw among the fewest most probable tokens that have this probability together; all unless given. */
  readonly topP?: number | undefined;
}

/** The table of sampling options. */
export const samplingOptions: OptionSpecs<SamplingOptions> = {
  temperature: {
    default: 1,
    description: "what logits are divided by; at 0 the most probable token is taken",
    min: 0,
  },
  topK: { optional: true, description: "draw among so many of the most probable tokens", integer: true, min: 1 },
  topP: {
    optional: true,
    description: "draw among the fewest most probable tokens that have this probability together",
    above: 0,
    max: 1,
  },
};

/** A token and its probability. */
interface Candidate {
  readonly token: number;
  readonly probability: number;
}

/**
 * The tokens that may be drawn with their probabilities, the most probable first; "unknown" is never among them.
 * Shape: logits (K).
 * @example candidatesOf([9, 0, 1, 2], { temperature: 1, topK: 1 }) //=> [{ token: 3, probability: 1 }]
 * @see Fan, Lewis & Dauphin 2018, "Hierarchical neural story generation", ACL, for topK
 * @see Holtzman et al. 2020, "The curious case of neural text degeneration", ICLR, for topP
 */
export function candidatesOf(logits: ArrayLike<number>, { temperature, topK, topP = 1 }: SamplingOptions): Candidate[] {
  const order = Array.from(logits, (_, token) => token).filter((token) => token !== UNKNOWN);
  order.sort((a, b) => logits[b]! - logits[a]! || a - b);
  const kept = order.slice(0, temperature === 0 ? 1 : topK);
  const weights = kept.map((token) =>
    token === kept[0] ? 1 : exp((logits[token]! - logits[kept[0]!]!) / temperature),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  const nucleus = kept.filter((_, i) => {
    const needed = topP === 1 || before < topP * total;
    before += weights[i]!;
    return needed;
  });
  const share = nucleus.reduce((sum, _, i) => sum + weights[i]!, 0);
  return nucleus.map((token, i) => ({ token, probability: weights[i]! / share }));
}

/** Draws a token from logits (K). */
export function sampleToken(logits: ArrayLike<number>, options: SamplingOptions, random: Random): number {
  const candidates = candidatesOf(logits, options);
  let rest = random.uniform();
  for (const { token, probability } of candidates) if ((rest -= probability) < 0) return token;
  return candidates.at(-1)!.token; // what rounding left over
}
