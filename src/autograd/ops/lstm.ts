/** The LSTM recurrence over a whole sequence as one operation. */
import { assertShape, assertTogether } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradientPointer, receivedGradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { lastStep, prepareRecurrence, recurrenceGradients, type RecurrenceOperands } from "./recurrence.ts";

/** Operands of `lstm`. */
export interface LstmOperands extends RecurrenceOperands {
  /** (B,D); zeros unless given */
  readonly c0?: Tensor | undefined;
}

/**
 * A long short-term memory over a whole sequence; gate order i, f, g, o.
 * Shapes: as in `RecurrenceOperands` with G = 4; output (B,T,D), hn and cn (B,D) the states after the last step.
 * @throws ShapeError when the operands do not fit
 * @see Hochreiter & Schmidhuber 1997, "Long short-term memory", Neural Computation 9
 */
export function lstm(operands: LstmOperands): { output: Tensor; hn: Tensor; cn: Tensor } {
  const sizes = prepareRecurrence("lstm", operands, 4);
  const { batch, time, hidden } = sizes;
  const { backend } = operands.x;
  const { x, h0, c0, weightIH, weightHH, biasIH, biasHH } = operands;
  assertTogether("lstm", x, c0);
  if (c0) assertShape("lstm c0", c0, [batch, hidden]);
  const output = emptyTensor([batch, time, hidden], backend);
  const cells = emptyTensor([batch, time, hidden], backend);
  const squashed = emptyTensor([batch, time, hidden], backend);
  const gates = emptyTensor([batch, time, 4 * hidden], backend);
  const pointers = {
    c0: c0?.pointer ?? 0,
    output: output.pointer,
    cells: cells.pointer,
    squashed: squashed.pointer,
    gates: gates.pointer,
    workspace: 0,
    ...sizes,
  };
  backend.kernels.lstmForward(pointers);
  const hn = lastStep(output);
  const cn = lastStep(cells);
  record([output, hn, cn], [x, h0, c0, weightIH, weightHH, biasIH, biasHH], () => {
    backend.kernels.lstmBackward(pointers, {
      dCn: receivedGradient(cn),
      dC0: gradientPointer(c0),
      cellWorkspace: emptyTensor([batch, hidden], backend).pointer,
      ...recurrenceGradients(operands, output, hn),
    });
  });
  return { output, hn, cn };
}
