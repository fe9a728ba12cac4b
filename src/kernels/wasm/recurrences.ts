/**
 * The fused recurrences: argument objects become positional numbers. The forward pass and the walk back through time are
 * split by batch rows, so that no thread waits for another at a time step; the weight gradients, which sum over all rows,
 * are split by their columns when all the walks are done.
 */
import { NONE } from "../arena.ts";
import type { Kernels, LstmCellGradients, LstmCells, Pointer, Recurrence, RecurrenceGradients } from "../kernels.ts";
import { shifted, type Distribution } from "./distribution.ts";
import type { SimdExports } from "./simdModule.ts";
import type { Part } from "./split.ts";
import type { SplitKernel } from "./threadPool.ts";

type Recurrences = Pick<
  Kernels,
  "rnnForward" | "rnnBackward" | "lstmForward" | "lstmBackward" | "gruForward" | "gruBackward"
>;

/** The rows of a part in arrays (B,T), (B,T,F), (B,T,H), (B,T,gates*H) and (B,H). */
interface Rows {
  /** Sizes and direction. */
  readonly sizes: readonly number[];
  readonly mask: Pointer;
  readonly inputs: (pointer: Pointer) => Pointer;
  readonly outputs: (pointer: Pointer) => Pointer;
  readonly gates: (pointer: Pointer, gates: number) => Pointer;
  readonly states: (pointer: Pointer) => Pointer;
}

function rowsOf({ time, input, hidden, reversed, mask }: Recurrence, { from, count }: Part): Rows {
  return {
    sizes: [count, time, input, hidden, Number(reversed)],
    mask: shifted(mask, from * time),
    inputs: (pointer) => shifted(pointer, from * time * input),
    outputs: (pointer) => shifted(pointer, from * time * hidden),
    gates: (pointer, gates) => shifted(pointer, from * time * gates * hidden),
    states: (pointer) => shifted(pointer, from * hidden),
  };
}

type Numbers = (rows: Rows, scratch: Pointer) => readonly number[];
/** Distributes a pass over the batch rows. */
type Pass = (kernel: SplitKernel, r: Recurrence, gates: number, numbers: Numbers) => void;

function passes(simd: SimdExports, distribute: Distribution): { forward: Pass; backward: Pass } {
  const pass =
    (scratch: SimdExports["forwardScratch"]): Pass =>
    (kernel, r, gates, numbers) => {
      const { batch, time, input, hidden } = r;
      const width = gates * hidden;
      const row = gates === 3 ? 4 * hidden : width;
      const kept = Number(r.gates !== NONE && gates > 1);
      distribute({
        kernel,
        work: 2 * batch * time * (input + hidden) * width,
        count: batch,
        tile: 4,
        scratch: (rows) => scratch(rows, time, input, hidden, width, row, kept),
        numbers: (part, memory) => numbers(rowsOf(r, part), memory),
      });
    };
  return { forward: pass(simd.forwardScratch), backward: pass(simd.backwardScratch) };
}

/** Where the gradients of the projected input, or of the recurrent product, lie: rows of `row` elements. */
interface GateGradients {
  readonly pointer: Pointer;
  readonly row: number;
  readonly gates: number;
}

type Weights = (r: Recurrence, d: GateGradients, g: RecurrenceGradients) => void;

/** Distributes the weight gradients over their columns. */
function weights(simd: SimdExports, distribute: Distribution): Weights {
  return (r, d, g) => {
    const { dWeightIH, dWeightHH, dBiasIH, dBiasHH } = g;
    const { previous, counted } = workspaceOf(r, g, d.gates);
    const rows = r.batch * r.time;
    const width = d.gates * r.hidden;
    const masked = r.mask !== NONE && dWeightIH !== NONE;
    if (masked) simd.maskRows(rows, r.input, r.mask, r.x, counted);
    const input = dWeightIH === NONE ? 0 : r.input;
    const hidden = dWeightHH === NONE ? 0 : r.hidden;
    distribute({
      kernel: "weightGradients",
      work: 2 * rows * (input + hidden) * width,
      count: width,
      tile: 16,
      scratch: (columns) => simd.weightScratch(rows, columns, input, hidden),
      numbers: ({ from, count }, memory) => {
        const inputs = [input, masked ? counted : r.x, shifted(dWeightIH, from)];
        const states = [hidden, previous, shifted(dWeightHH, from)];
        const biases = [shifted(dBiasIH, from), shifted(dBiasHH, from)];
        return [rows, count, width, d.pointer + from, d.row, ...inputs, ...states, ...biases, memory];
      },
    });
  };
}

/**
 * The parts of the workspace: h(t-1) (B,T,H) where wanted, the state's gradient (B,H), for a GRU the gradients of the
 * recurrent product (B,T,3H), with a mask the rows of x that count (B,T,F).
 */
interface Workspace {
  readonly previous: Pointer;
  readonly dH: Pointer;
  readonly recurrent: Pointer;
  readonly counted: Pointer;
}

function workspaceOf({ batch, time, hidden }: Recurrence, g: RecurrenceGradients, gates: number): Workspace {
  const dH = g.workspace + batch * time * hidden;
  const recurrent = dH + batch * hidden;
  const counted = gates === 3 ? recurrent + batch * time * 3 * hidden : recurrent;
  return { previous: g.dWeightHH === NONE ? NONE : g.workspace, dH, recurrent, counted };
}

/** Binds the recurrences to an instance. */
export function recurrences(simd: SimdExports, distribute: Distribution): Recurrences {
  const { forward, backward } = passes(simd, distribute);
  const weightGradients = weights(simd, distribute);
  return {
    ...plain(forward, backward, weightGradients),
    ...longShortTerm(forward, backward, weightGradients),
    ...gated(forward, backward, weightGradients),
  };
}

function plain(
  forward: Pass,
  backward: Pass,
  weightGradients: Weights,
): Pick<Recurrences, "rnnForward" | "rnnBackward"> {
  return {
    rnnForward(r, activation) {
      const { weightIH, weightHH, biasIH, biasHH } = r;
      const rectified = Number(activation === "relu");
      forward("rnnForward", r, 1, ({ sizes, mask, inputs, outputs, states }, memory) => {
        const given = [inputs(r.x), mask, states(r.h0), weightIH, weightHH, biasIH, biasHH];
        return [...sizes, rectified, ...given, outputs(r.output), states(r.hn), memory];
      });
    },
    rnnBackward(r, g, activation) {
      const { previous, dH } = workspaceOf(r, g, 1);
      const rectified = Number(activation === "relu");
      backward("rnnBackward", r, 1, ({ sizes, mask, inputs, outputs, states }, memory) => {
        const saved = [mask, states(r.h0), r.weightIH, r.weightHH, outputs(r.output), outputs(r.gates)];
        const wanted = [outputs(g.dOutput), states(g.dHn), inputs(g.dX), states(g.dH0)];
        return [...sizes, rectified, ...saved, ...wanted, outputs(previous), states(dH), memory];
      });
      weightGradients(r, { pointer: r.gates, row: r.hidden, gates: 1 }, g);
    },
  };
}

function longShortTerm(
  forward: Pass,
  backward: Pass,
  weightGradients: Weights,
): Pick<Recurrences, "lstmForward" | "lstmBackward"> {
  return {
    lstmForward(r: Recurrence & LstmCells) {
      const { weightIH, weightHH, biasIH, biasHH } = r;
      forward("lstmForward", r, 4, ({ sizes, mask, inputs, outputs, gates, states }, memory) => {
        const given = [inputs(r.x), mask, states(r.h0), states(r.c0), weightIH, weightHH, biasIH, biasHH];
        const saved = [gates(r.gates, 4), outputs(r.cells), outputs(r.squashed)];
        return [...sizes, ...given, outputs(r.output), states(r.hn), states(r.cn), ...saved, memory];
      });
    },
    lstmBackward(r: Recurrence & LstmCells, g: RecurrenceGradients & LstmCellGradients) {
      const { previous, dH } = workspaceOf(r, g, 4);
      backward("lstmBackward", r, 4, ({ sizes, mask, inputs, outputs, gates, states }, memory) => {
        const given = [mask, states(r.h0), states(r.c0), r.weightIH, r.weightHH];
        const saved = [outputs(r.output), gates(r.gates, 4), outputs(r.cells), outputs(r.squashed)];
        const ends = [outputs(g.dOutput), states(g.dHn), states(g.dCn), inputs(g.dX), states(g.dH0), states(g.dC0)];
        return [...sizes, ...given, ...saved, ...ends, outputs(previous), states(dH), states(g.cellWorkspace), memory];
      });
      weightGradients(r, { pointer: r.gates, row: 4 * r.hidden, gates: 4 }, g);
    },
  };
}

function gated(
  forward: Pass,
  backward: Pass,
  weightGradients: Weights,
): Pick<Recurrences, "gruForward" | "gruBackward"> {
  return {
    gruForward(r) {
      const { weightIH, weightHH, biasIH, biasHH } = r;
      forward("gruForward", r, 3, ({ sizes, mask, inputs, outputs, gates, states }, memory) => {
        const given = [inputs(r.x), mask, states(r.h0), weightIH, weightHH, biasIH, biasHH];
        return [...sizes, ...given, outputs(r.output), states(r.hn), gates(r.gates, 4), memory];
      });
    },
    gruBackward(r, g) {
      const { previous, dH, recurrent } = workspaceOf(r, g, 3);
      backward("gruBackward", r, 3, ({ sizes, mask, inputs, outputs, gates, states }, memory) => {
        const saved = [mask, states(r.h0), r.weightIH, r.weightHH, outputs(r.output), gates(r.gates, 4)];
        const wanted = [outputs(g.dOutput), states(g.dHn), inputs(g.dX), states(g.dH0)];
        return [...sizes, ...saved, ...wanted, outputs(previous), states(dH), gates(recurrent, 3), memory];
      });
      const input = { pointer: r.gates, row: 4 * r.hidden, gates: 3 };
      weightGradients(r, input, { ...g, dWeightHH: NONE, dBiasHH: NONE });
      weightGradients(r, { pointer: recurrent, row: 3 * r.hidden, gates: 3 }, { ...g, dWeightIH: NONE, dBiasIH: NONE });
    },
  };
}
