/** The fused recurrences: argument objects become positional numbers, scratch memory comes from the arena. */
import type { Kernels, Recurrence } from "../kernels.ts";
import type { Scratch } from "./scratch.ts";
import type { SimdExports } from "./simdModule.ts";

type Recurrences = Pick<
  Kernels,
  "rnnForward" | "rnnBackward" | "lstmForward" | "lstmBackward" | "gruForward" | "gruBackward"
>;

/** Binds the recurrences to an instance. */
export function recurrences(simd: SimdExports, scratch: Scratch): Recurrences {
  const forward = (r: Recurrence, gates: number): number =>
    scratch(simd.forwardScratch(r.batch, r.time, r.input, r.hidden, gates * r.hidden));
  const backward = (r: Recurrence, gates: number): number =>
    scratch(simd.backwardScratch(r.batch, r.time, r.input, r.hidden, gates * r.hidden));
  return {
    rnnForward(r, activation) {
      const sizes = [r.batch, r.time, r.input, r.hidden, Number(activation === "relu")];
      const weights = [r.x, r.h0, r.weightIH, r.weightHH, r.biasIH, r.biasHH];
      simd.rnnForward(...sizes, ...weights, r.output, r.gates, forward(r, 1));
    },
    rnnBackward(r, g, activation) {
      const sizes = [r.batch, r.time, r.input, r.hidden, Number(activation === "relu")];
      const saved = [r.x, r.h0, r.weightIH, r.weightHH, r.output, r.gates];
      const states = [g.dOutput, g.dHn, g.dX, g.dH0];
      const weights = [g.dWeightIH, g.dWeightHH, g.dBiasIH, g.dBiasHH];
      simd.rnnBackward(...sizes, ...saved, ...states, ...weights, g.workspace, backward(r, 1));
    },
    lstmForward(r) {
      const sizes = [r.batch, r.time, r.input, r.hidden];
      const weights = [r.x, r.h0, r.c0, r.weightIH, r.weightHH, r.biasIH, r.biasHH];
      simd.lstmForward(...sizes, ...weights, r.output, r.gates, r.cells, r.squashed, forward(r, 4));
    },
    lstmBackward(r, g) {
      const sizes = [r.batch, r.time, r.input, r.hidden];
      const saved = [r.x, r.h0, r.c0, r.weightIH, r.weightHH, r.output, r.gates, r.cells, r.squashed];
      const states = [g.dOutput, g.dHn, g.dCn, g.dX, g.dH0, g.dC0];
      const weights = [g.dWeightIH, g.dWeightHH, g.dBiasIH, g.dBiasHH];
      simd.lstmBackward(...sizes, ...saved, ...states, ...weights, g.workspace, g.cellWorkspace, backward(r, 4));
    },
    gruForward(r) {
      const weights = [r.x, r.h0, r.weightIH, r.weightHH, r.biasIH, r.biasHH];
      simd.gruForward(r.batch, r.time, r.input, r.hidden, ...weights, r.output, r.gates, forward(r, 3));
    },
    gruBackward(r, g) {
      const saved = [r.x, r.h0, r.weightIH, r.weightHH, r.output, r.gates];
      const states = [g.dOutput, g.dHn, g.dX, g.dH0];
      const weights = [g.dWeightIH, g.dWeightHH, g.dBiasIH, g.dBiasHH];
      const memory = [g.workspace, backward(r, 3)];
      simd.gruBackward(r.batch, r.time, r.input, r.hidden, ...saved, ...states, ...weights, ...memory);
    },
  };
}
