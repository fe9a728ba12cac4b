/** The GRU recurrence over a whole sequence as one operation. */
import { record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { countedOutput, prepareRecurrence, recurrenceGradients, type RecurrenceOperands } from "./recurrence.ts";

/**
 * A gated recurrent unit over a whole sequence; gate order r, z, n, the reset gate acting after the recurrent product.
 * Shapes: as in `RecurrenceOperands` with G = 3; output (B,T,D), hn (B,D) the state after the last step that counts.
 * @throws ShapeError when the operands do not fit
 * @see Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder", EMNLP
 */
export function gru(operands: RecurrenceOperands): { output: Tensor; hn: Tensor } {
  const prepared = prepareRecurrence("gru", operands, { gates: 3, saved: 4, cells: false });
  const { pointers, output, hn, inputs } = prepared;
  const { kernels } = output.backend;
  kernels.gruForward(pointers);
  record([output, hn], inputs, () => {
    kernels.gruBackward(pointers, recurrenceGradients(operands, prepared, 3 * output.size));
  });
  return { output: countedOutput(output, operands.mask), hn };
}
