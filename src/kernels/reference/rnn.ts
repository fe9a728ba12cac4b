/** The plain recurrence: h(t) = f(x(t) Wih + bih + h(t-1) Whh + bhh), f = tanh or relu (Elman 1990). */
import { tanh } from "../../elementary.ts";
import type { Arena } from "../arena.ts";
import type { Recurrence, RecurrenceGradients, RnnActivation } from "../kernels.ts";
import { multiplyPacked } from "./gemm.ts";
import {
  addRecurrent,
  addTo,
  hiddenGradient,
  inputGradients,
  packRecurrent,
  packRecurrentTransposed,
  projectInput,
  recurrentGradients,
  startStateGradient,
} from "./recurrence.ts";

/** Forward over the whole sequence; `gates` (B,T,H) receives the projected input. */
export function rnnForward(arena: Arena, r: Recurrence, activation: RnnActivation): void {
  const { batch, time, hidden } = r;
  projectInput(arena, r, 1, hidden, true);
  const panels = packRecurrent(arena, r, 1);
  const { values } = arena;
  for (let t = 0; t < time; t++) {
    addRecurrent(arena, r, t, panels, r.gates + t * hidden, time * hidden);
    for (let b = 0; b < batch; b++) {
      const row = (b * time + t) * hidden;
      for (let j = row; j < row + hidden; j++) {
        const z = values[r.gates + j]!;
        values[r.output + j] = activation === "tanh" ? tanh(z) : z > 0 ? z : z === z ? 0 : z;
      }
    }
  }
}

/** Backward through time; overwrites `gates` with the pre-activation gradients. */
export function rnnBackward(arena: Arena, r: Recurrence, g: RecurrenceGradients, activation: RnnActivation): void {
  const { batch, time, hidden } = r;
  const { values } = arena;
  const dH = g.workspace + batch * time * hidden; // (B,H)
  const panels = packRecurrentTransposed(arena, r, 1);
  startStateGradient(arena, r, dH, g.dHn);
  for (let t = time - 1; t >= 0; t--) {
    for (let b = 0; b < batch; b++) {
      for (let j = 0; j < hidden; j++) {
        const at = (b * time + t) * hidden + j;
        const y = values[r.output + at]!;
        const slope = activation === "tanh" ? 1 - y * y : y > 0 ? 1 : 0;
        values[r.gates + at] = slope * hiddenGradient(arena, r, g, b, t, j, values[dH + b * hidden + j]!);
      }
    }
    const rows = { m: batch, a: r.gates + t * hidden, aRow: time * hidden, aColumn: 1 };
    multiplyPacked(arena, { ...rows, c: dH, cRow: hidden, accumulate: false }, panels);
  }
  addTo(arena, dH, g.dH0, batch * hidden);
  const gradients = { pointer: r.gates, rowSize: hidden };
  inputGradients(arena, r, g, 1, gradients);
  recurrentGradients(arena, r, g, 1, gradients);
}
