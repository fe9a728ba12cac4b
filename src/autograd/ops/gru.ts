/** The GRU recurrence over a whole sequence as one operation. */
import { emptyTensor } from "../step.ts";
import { record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { lastStep, prepareRecurrence, recurrenceGradients, type RecurrenceOperands } from "./recurrence.ts";

/**
 * A gated recurrent unit over a whole sequence; gate order r, z, n, the reset gate acting after the recurrent product.
 * Shapes: as in `RecurrenceOperands` with G = 3; output (B,T,D), hn (B,D) the state after the last step.
 * @throws ShapeError when the operands do not fit
 * @see Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder", EMNLP
 */
export function gru(operands: RecurrenceOperands): { output: Tensor; hn: Tensor } {
  const sizes = prepareRecurrence("gru", operands, 3);
  const { batch, time, hidden } = sizes;
  const { backend } = operands.x;
  const output = emptyTensor([batch, time, hidden], backend);
  const gates = emptyTensor([batch, time, 4 * hidden], backend);
  const workspace = emptyTensor([batch, 3 * hidden], backend);
  const pointers = { output: output.pointer, gates: gates.pointer, workspace: workspace.pointer, ...sizes };
  backend.kernels.gruForward(pointers);
  const hn = lastStep(output);
  const { x, h0, weightIH, weightHH, biasIH, biasHH } = operands;
  record([output, hn], [x, h0, weightIH, weightHH, biasIH, biasHH], () => {
    backend.kernels.gruBackward(pointers, recurrenceGradients(operands, output, hn, batch * time * 3 * hidden));
  });
  return { output, hn };
}
