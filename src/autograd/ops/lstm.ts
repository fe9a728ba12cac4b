/** The LSTM recurrence over a whole sequence as one operation. */
import { emptyTensor } from "../step.ts";
import { gradientPointer, receivedGradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { countedOutput, prepareRecurrence, recurrenceGradients, type RecurrenceOperands } from "./recurrence.ts";

/** Operands of `lstm`. */
export interface LstmOperands extends RecurrenceOperands {
  /** (B,D); zeros unless given */
  readonly c0?: Tensor | undefined;
}

/**
 * A long short-term memory over a whole sequence; gate order i, f, g, o.
 * Shapes: as in `RecurrenceOperands` with G = 4; output (B,T,D), hn and cn (B,D) the states after the last step that counts.
 * @throws ShapeError when the operands do not fit
 * @see Hochreiter & Schmidhuber 1997, "Long short-term memory", Neural Computation 9
 */
export function lstm(operands: LstmOperands): { output: Tensor; hn: Tensor; cn: Tensor } {
  const prepared = prepareRecurrence("lstm", operands, { gates: 4, saved: 4, cells: true });
  const { pointers, output, hn, inputs } = prepared;
  const cn = prepared.cn!;
  const { kernels } = output.backend;
  kernels.lstmForward(pointers);
  record([output, hn, cn], inputs, () => {
    kernels.lstmBackward(pointers, {
      ...recurrenceGradients(operands, prepared),
      dCn: receivedGradient(cn),
      dC0: gradientPointer(operands.c0),
      cellWorkspace: emptyTensor(hn.shape, hn.backend).pointer,
    });
  });
  return { output: countedOutput(output, operands.mask), hn, cn };
}
