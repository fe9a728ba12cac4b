/** The plain recurrence: h(t) = f(x(t) Wih + bih + h(t-1) Whh + bhh), f = tanh or relu (Elman 1990). */
import { tanh } from "../../elementary.ts";
import { NONE, type Arena } from "../arena.ts";
import type { Recurrence, RecurrenceGradients, RnnActivation } from "../kernels.ts";
import type { Scratch } from "../scratch.ts";
import { walkBackward, walkForward } from "./recurrence.ts";

/** Forward over the whole sequence; nothing but the output is kept for the backward pass. */
export function rnnForward(arena: Arena, scratch: Scratch, r: Recurrence, activation: RnnActivation): void {
  const shape = { gates: 1, row: r.hidden, apart: false };
  const state = { start: r.h0, current: r.hn, sequence: r.output };
  walkForward(arena, scratch, { ...r, gates: NONE }, shape, [state], ({ gates, recurrent, state: h }) => {
    const { values } = arena;
    for (let j = 0; j < r.hidden; j++) {
      const z = values[gates + j]! + values[recurrent + j]!;
      values[h + j] = activation === "tanh" ? tanh(z) : z > 0 ? z : z === z ? 0 : z;
    }
  });
}

/** Backward through time; `gates` receives the pre-activation gradients. */
export function rnnBackward(arena: Arena, r: Recurrence, g: RecurrenceGradients, activation: RnnActivation): void {
  const { time, hidden } = r;
  const { values } = arena;
  const d = { pointer: r.gates, row: hidden };
  walkBackward(arena, r, g, 1, { input: d, recurrent: d }, ({ b, t, gates, state }) => {
    const output = r.output + (b * time + t) * hidden;
    for (let j = 0; j < hidden; j++) {
      const y = values[output + j]!;
      const slope = activation === "tanh" ? 1 - y * y : y > 0 ? 1 : 0;
      values[gates + j] = slope * values[state + j]!;
      values[state + j] = 0;
    }
  });
}
