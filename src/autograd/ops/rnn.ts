/** The plain recurrence over a whole sequence as one operation. */
import type { RnnActivation } from "../../kernels/index.ts";
import { emptyTensor } from "../step.ts";
import { record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { lastStep, prepareRecurrence, recurrenceGradients, type RecurrenceOperands } from "./recurrence.ts";

/**
 * h(t) = f(x(t) Wih + bih + h(t-1) Whh + bhh) over a whole sequence.
 * Shapes: as in `RecurrenceOperands` with G = 1; output (B,T,D), hn (B,D) the state after the last step.
 * @throws ShapeError when the operands do not fit
 * @see Elman 1990, "Finding structure in time", Cognitive Science 14
 */
export function rnn(operands: RecurrenceOperands, activation: RnnActivation = "tanh"): { output: Tensor; hn: Tensor } {
  const sizes = prepareRecurrence("rnn", operands, 1);
  const { backend } = operands.x;
  const output = emptyTensor([sizes.batch, sizes.time, sizes.hidden], backend);
  const gates = emptyTensor([sizes.batch, sizes.time, sizes.hidden], backend);
  const pointers = { output: output.pointer, gates: gates.pointer, workspace: 0, ...sizes };
  backend.kernels.rnnForward(pointers, activation);
  const hn = lastStep(output);
  const { x, h0, weightIH, weightHH, biasIH, biasHH } = operands;
  record([output, hn], [x, h0, weightIH, weightHH, biasIH, biasHH], () => {
    backend.kernels.rnnBackward(pointers, recurrenceGradients(operands, output, hn), activation);
  });
  return { output, hn };
}
