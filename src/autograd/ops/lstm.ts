/** The LSTM recurrence over a whole sequence as one operation. */
import { emptyTensor } from "../step.ts";
import { gradientPointer, receivedGradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { countedOutput, prepareRecurrence, recurrenceGradients, saved, type RecurrenceOperands } from "./recurrence.ts";

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
  const prepared = prepareRecurrence("lstm", operands, 4);
  const { output, hn, inputs } = prepared;
  const { backend } = output;
  const { hidden } = prepared.pointers;
  const cn = emptyTensor(hn.shape, backend);
  const pointers = {
    ...prepared.pointers,
    c0: operands.c0?.pointer ?? 0,
    cn: cn.pointer,
    gates: saved(prepared, 4 * hidden),
    cells: saved(prepared, hidden),
    squashed: saved(prepared, hidden),
  };
  backend.kernels.lstmForward(pointers);
  record([output, hn, cn], inputs, () => {
    backend.kernels.lstmBackward(pointers, {
      ...recurrenceGradients(operands, prepared),
      dCn: receivedGradient(cn),
      dC0: gradientPointer(operands.c0),
      cellWorkspace: emptyTensor(hn.shape, backend).pointer,
    });
  });
  return { output: countedOutput(output, operands.mask), hn, cn };
}
