/** The plain recurrence over a whole sequence as one operation. */
import type { RnnActivation } from "../../kernels/index.ts";
import { assertChoice } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { countedOutput, prepareRecurrence, recurrenceGradients, type RecurrenceOperands } from "./recurrence.ts";

/**
 * h(t) = f(x(t) Wih + bih + h(t-1) Whh + bhh) over a whole sequence.
 * Shapes: as in `RecurrenceOperands` with G = 1; output (B,T,D), hn (B,D) the state after the last step that counts.
 * @throws ShapeError when the operands do not fit; OptionError when the activation is unknown
 * @see Elman 1990, "Finding structure in time", Cognitive Science 14
 */
export function rnn(operands: RecurrenceOperands, activation: RnnActivation = "tanh"): { output: Tensor; hn: Tensor } {
  assertChoice("rnn activation", activation, ["tanh", "relu"]);
  const prepared = prepareRecurrence("rnn", operands, { gates: 1, saved: 0, cells: false });
  const { pointers, output, hn, inputs } = prepared;
  const { kernels } = output.backend;
  kernels.rnnForward(pointers, activation);
  record([output, hn], inputs, () => {
    const gates = emptyTensor(output.shape, output.backend).pointer;
    kernels.rnnBackward({ ...pointers, gates }, recurrenceGradients(operands, prepared), activation);
  });
  return { output: countedOutput(output, operands.mask), hn };
}
